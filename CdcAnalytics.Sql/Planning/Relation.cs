using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>One step of a bound query. Immutable; columns are objects, not positions.</summary>
/// <param name="columns">What it yields.</param>
/// <param name="keys">Sets of columns, each of which tells its rows apart; the first is the one to name in
/// messages.</param>
/// <param name="kind">What its rows are.</param>
internal abstract class Relation(
    IReadOnlyList<PlanColumn> columns, IReadOnlyList<IReadOnlyList<PlanColumn>> keys, RelationKind kind)
{
    /// <summary>What it yields.</summary>
    public IReadOnlyList<PlanColumn> Columns => columns;

    /// <summary>Sets of columns, each of which tells its rows apart.</summary>
    public IReadOnlyList<IReadOnlyList<PlanColumn>> Keys => keys;

    /// <summary>What its rows are.</summary>
    public RelationKind Kind => kind;

    /// <summary>The rows of a source table.</summary>
    public sealed class Scan(TableDeclaration table, IReadOnlyList<PlanColumn> columns)
        : Relation(columns, [[.. table.PrimaryKey.Select(position => columns[position])]], RelationKind.Stream)
    {
        /// <summary>The table.</summary>
        public TableDeclaration Table => table;
    }

    /// <summary>The rows for which a condition is true.</summary>
    public sealed class Filter(
        Relation input, BoundExpression condition) : Relation(input.Columns, input.Keys, input.Kind)
    {
        /// <summary>What is filtered.</summary>
        public Relation Input => input;

        /// <summary>The condition.</summary>
        public BoundExpression Condition => condition;
    }

    /// <summary>Rows computed from rows.</summary>
    public sealed class Project(Relation input, IReadOnlyList<Computed> items)
        : Relation([.. items.Select(item => item.Column)], MapKeys(input, items), input.Kind)
    {
        /// <summary>What is computed from.</summary>
        public Relation Input => input;

        /// <summary>The columns and their values.</summary>
        public IReadOnlyList<Computed> Items => items;
    }

    /// <summary>One row per group.</summary>
    /// <param name="input">What is grouped.</param>
    /// <param name="groups">The group keys.</param>
    /// <param name="calls">What is computed per group.</param>
    /// <param name="windowEnd">The group key that is a window's end, when the groups are final; else null.</param>
    /// <param name="keys">What tells groups apart.</param>
    public sealed class Aggregate(
        Relation input,
        IReadOnlyList<Computed> groups,
        IReadOnlyList<AggregateRequest> calls,
        PlanColumn? windowEnd,
        IReadOnlyList<IReadOnlyList<PlanColumn>> keys)
        : Relation(
            [.. groups.Select(key => key.Column), .. calls.Select(call => call.Result)],
            keys,
            windowEnd is null ? RelationKind.Live : RelationKind.Final)
    {
        /// <summary>What is grouped.</summary>
        public Relation Input => input;

        /// <summary>The group keys.</summary>
        public IReadOnlyList<Computed> Groups => groups;

        /// <summary>What is computed per group.</summary>
        public IReadOnlyList<AggregateRequest> Calls => calls;

        /// <summary>The group key that is a window's end, when the groups are final; else null.</summary>
        public PlanColumn? WindowEnd => windowEnd;
    }

    /// <summary>Left rows with the one right row of equal key.</summary>
    public sealed class Join(
        Relation left,
        Relation right,
        IReadOnlyList<(BoundExpression Left, BoundExpression Right)> on,
        IReadOnlyList<(PlanColumn Output, PlanColumn Right)> rightColumns,
        bool isLeft)
        : Relation([.. left.Columns, .. rightColumns.Select(pair => pair.Output)], left.Keys, left.Kind)
    {
        /// <summary>The left rows.</summary>
        public Relation Left => left;

        /// <summary>The right rows, of a source table.</summary>
        public Relation Right => right;

        /// <summary>What must be equal.</summary>
        public IReadOnlyList<(BoundExpression Left, BoundExpression Right)> On => on;

        /// <summary>The right side's columns, by the names they have above the join.</summary>
        public IReadOnlyList<(PlanColumn Output, PlanColumn Right)> RightColumns => rightColumns;

        /// <summary>Whether left rows without a match stay.</summary>
        public bool IsLeft => isLeft;
    }

    /// <summary>The first rows of each partition, numbered.</summary>
    /// <param name="input">What is ranked.</param>
    /// <param name="partition">What partitions.</param>
    /// <param name="order">What orders.</param>
    /// <param name="rowNumber">The column of the row number.</param>
    /// <param name="limit">Rows kept per partition; null until an outer WHERE says.</param>
    /// <param name="span">Where ROW_NUMBER() is written.</param>
    public sealed class Top(
        Relation input,
        IReadOnlyList<BoundExpression> partition,
        IReadOnlyList<Ordering> order,
        PlanColumn rowNumber,
        int? limit,
        SourceSpan span)
        : Relation([.. input.Columns, rowNumber], TopKeys(input, partition, rowNumber, limit), RelationKind.Ranked)
    {
        /// <summary>What is ranked.</summary>
        public Relation Input => input;

        /// <summary>What partitions.</summary>
        public IReadOnlyList<BoundExpression> Partition => partition;

        /// <summary>What orders.</summary>
        public IReadOnlyList<Ordering> Order => order;

        /// <summary>The column of the row number.</summary>
        public PlanColumn RowNumber => rowNumber;

        /// <summary>Rows kept per partition; null until an outer WHERE says.</summary>
        public int? Limit => limit;

        /// <summary>Where ROW_NUMBER() is written.</summary>
        public SourceSpan Span => span;
    }

    /// <summary>The column an expression is, itself or widened without loss; null when it is anything else.</summary>
    public static PlanColumn? Plain(BoundExpression expression) => expression switch
    {
        BoundExpression.Column column => column.Source,
        BoundExpression.Call { Operation: Operation.Cast } cast
            when TypeRules.IsLossless(cast.Operands[0].Type, cast.Type) => Plain(cast.Operands[0]),
        _ => null,
    };

    private static List<IReadOnlyList<PlanColumn>> MapKeys(Relation input, IReadOnlyList<Computed> items)
    {
        var outputs = new Dictionary<PlanColumn, PlanColumn>();
        foreach (var item in items)
        {
            if (Plain(item.Value) is { } source)
            {
                outputs.TryAdd(source, item.Column);
            }
        }

        return
        [
            .. input.Keys
                .Where(key => key.All(outputs.ContainsKey))
                .Select(key => (IReadOnlyList<PlanColumn>)[.. key.Select(column => outputs[column])]),
        ];
    }

    private static List<IReadOnlyList<PlanColumn>> TopKeys(
        Relation input, IReadOnlyList<BoundExpression> partition, PlanColumn rowNumber, int? limit)
    {
        var columns = partition.Select(Plain).OfType<PlanColumn>().ToList();
        var keys = input.Keys.ToList();
        if (columns.Count == partition.Count)
        {
            keys.Insert(0, limit == 1 ? columns : [.. columns, rowNumber]);
        }

        return keys;
    }
}
