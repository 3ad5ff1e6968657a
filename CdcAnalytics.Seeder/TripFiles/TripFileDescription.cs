namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>What is known of a trip file before its rows are read.</summary>
/// <param name="Path">As the user gave it.</param>
/// <param name="Identity">Hash of the whole content.</param>
/// <param name="RowGroupRows">Rows of each row group.</param>
/// <param name="Columns">The source of each of the table's columns.</param>
/// <param name="IgnoredColumns">Columns that the table does not have.</param>
internal sealed record TripFileDescription(
    string Path,
    string Identity,
    IReadOnlyList<long> RowGroupRows,
    IReadOnlyList<TripFileColumn> Columns,
    IReadOnlyList<string> IgnoredColumns)
{
    /// <summary>Rows of all row groups.</summary>
    public long TotalRows { get; } = RowGroupRows.Sum();
}
