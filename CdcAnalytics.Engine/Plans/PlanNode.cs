using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Plans;

/// <summary>
/// One step of a query, a node of a tree whose leaves are <see cref="Source"/>. A plan is immutable and says nothing of
/// how the engine keeps state.
/// </summary>
/// <param name="Output">The rows this step yields.</param>
public abstract record PlanNode(RowType Output)
{
    /// <summary>The changes of one source table, as they are captured.</summary>
    /// <param name="TableIndex">Which of the pipeline's source tables, by position.</param>
    /// <param name="Table">The table; its row type is the output.</param>
    public sealed record Source(int TableIndex, SourceTable Table) : PlanNode(Table.RowType);

    /// <summary>The rows for which the predicate is true.</summary>
    public sealed record Filter(PlanNode Input, RowPredicate Predicate) : PlanNode(Input.Output);

    /// <summary>Each row computed anew.</summary>
    public sealed record Project(PlanNode Input, RowType Output, RowProjection Projection) : PlanNode(Output);

    /// <summary>
    /// One row per group, corrected for ever (live): the key columns, then one column per aggregate. Without keys there
    /// is one group, which stands (with COUNT 0 and NULL sums) even when there is no row.
    /// </summary>
    /// <param name="Input">What is grouped.</param>
    /// <param name="Output">The key columns followed by one column per aggregate.</param>
    /// <param name="KeyColumns">Positions in the input's rows.</param>
    /// <param name="Aggregates">What is computed per group.</param>
    public sealed record Aggregate(
        PlanNode Input, RowType Output, IReadOnlyList<int> KeyColumns, IReadOnlyList<AggregateCall> Aggregates)
        : PlanNode(Output);

    /// <summary>
    /// One row per group and window, emitted once when the watermark closes the window and never changed (final). The
    /// input is made of filters and projections over one source that declares a watermark.
    /// </summary>
    /// <param name="Input">What is grouped; its rows carry the window's bounds as columns.</param>
    /// <param name="Output">The key columns followed by one column per aggregate.</param>
    /// <param name="KeyColumns">Positions in the input's rows; the window's end is among them.</param>
    /// <param name="WindowEndColumn">Position in the input's rows of the window's exclusive end.</param>
    /// <param name="Aggregates">What is computed per group.</param>
    public sealed record WindowAggregate(
        PlanNode Input,
        RowType Output,
        IReadOnlyList<int> KeyColumns,
        int WindowEndColumn,
        IReadOnlyList<AggregateCall> Aggregates)
        : PlanNode(Output);

    /// <summary>
    /// The left rows with the columns of the right row of equal key appended. The right side is a small updating table,
    /// kept whole; the left side is not kept again: it comes from an aggregate (through filters, projections and
    /// joins), whose state is walked when a right row changes. A NULL key matches nothing.
    /// </summary>
    /// <param name="Left">An aggregate, or steps over one.</param>
    /// <param name="Right">A source table, or filters and projections over one.</param>
    /// <param name="Output">The left columns, then the right ones (nullable under <see cref="JoinKind.Left"/>).</param>
    /// <param name="LeftKeys">Positions in the left rows.</param>
    /// <param name="RightKeys">Positions in the right rows, of the same kinds in the same order.</param>
    /// <param name="Kind">Whether unmatched left rows stay.</param>
    public sealed record Join(
        PlanNode Left,
        PlanNode Right,
        RowType Output,
        IReadOnlyList<int> LeftKeys,
        IReadOnlyList<int> RightKeys,
        JoinKind Kind)
        : PlanNode(Output);

    /// <summary>
    /// The first rows of each partition in a given order, numbered from 1: ROW_NUMBER() with an upper bound. Rows that
    /// the order leaves equal are ordered by all their columns, so that the answer is one.
    /// </summary>
    /// <param name="Input">What is ranked: an aggregate or steps over one.</param>
    /// <param name="Output">The input's columns, then the row number (a BIGINT).</param>
    /// <param name="PartitionColumns">Positions in the input's rows.</param>
    /// <param name="Order">The order inside a partition.</param>
    /// <param name="Limit">Rows kept per partition, 1 or more.</param>
    public sealed record Top(
        PlanNode Input,
        RowType Output,
        IReadOnlyList<int> PartitionColumns,
        IReadOnlyList<OrderKey> Order,
        int Limit)
        : PlanNode(Output);
}
