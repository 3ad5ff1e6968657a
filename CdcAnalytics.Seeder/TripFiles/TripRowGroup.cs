namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>A decoded row group: its columns lie in a scratch file until the next row group is decoded.</summary>
/// <param name="Scratch">Where the values are.</param>
/// <param name="Columns">The columns in the table's order.</param>
/// <param name="Texts">For each column, the distinct texts its values index; empty for other columns.</param>
/// <param name="RowCount">Rows in it.</param>
internal sealed record TripRowGroup(
    ScratchFile Scratch,
    IReadOnlyList<TripFileColumn> Columns,
    IReadOnlyList<IReadOnlyList<string>> Texts,
    int RowCount);
