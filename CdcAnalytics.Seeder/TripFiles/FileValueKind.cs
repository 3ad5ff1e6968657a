namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>How a file holds a column's values, whatever its exact physical type.</summary>
internal enum FileValueKind
{
    /// <summary>The file has no such column, or one that is always NULL.</summary>
    Absent,

    /// <summary>Whole numbers of any width.</summary>
    Whole,

    /// <summary>Floating-point numbers, and decimals read as such.</summary>
    Real,

    /// <summary>Units since 1970-01-01 00:00 of the row's own clock.</summary>
    Time,

    /// <summary>Text, as an index into the row group's distinct texts.</summary>
    Text,
}
