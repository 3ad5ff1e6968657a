using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Plans;

/// <summary>A table of results.</summary>
/// <param name="Name">Its name, in the results' schema.</param>
/// <param name="RowType">Its columns.</param>
/// <param name="PrimaryKey">Positions of its primary key's columns, in key order; never empty.</param>
/// <param name="IsFinal">Whether its rows are only ever added (final), rather than corrected (live).</param>
public sealed record ResultTable(string Name, RowType RowType, IReadOnlyList<int> PrimaryKey, bool IsFinal);
