using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Epochs;

/// <summary>
/// What one epoch changes in one result table, net: each primary key occurs at most once, in either
/// <see cref="Upserts"/> or <see cref="Deletes"/>. Upserts of a final table are inserts of new keys.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="IsCleared">Whether all rows of earlier epochs go first (the source was truncated).</param>
/// <param name="Upserts">Rows that now stand, in the table's row type.</param>
/// <param name="Deletes">Rows that stand no more, in the table's row type; the key columns say which.</param>
public sealed record ResultChanges(ResultTable Table, bool IsCleared, RowBuffer Upserts, RowBuffer Deletes);
