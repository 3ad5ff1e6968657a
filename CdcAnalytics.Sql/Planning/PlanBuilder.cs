using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Compilation;

namespace CdcAnalytics.Sql.Planning;

/// <summary>
/// Turns bound queries into the engine's plans: gives columns their positions and compiles expressions.
/// </summary>
internal sealed class PlanBuilder
{
    private readonly Dictionary<TableDeclaration, int> _tableIndexes = [];
    private readonly Dictionary<TableDeclaration, int[]> _positions = [];

    /// <summary>A builder for queries that together read those columns of the source tables.</summary>
    public PlanBuilder(IReadOnlyList<TableDeclaration> tables, IReadOnlyList<BoundQuery> queries)
    {
        var read = new Dictionary<TableDeclaration, HashSet<int>>();
        foreach (var query in queries)
        {
            CollectColumns(query.Root, [.. query.Root.Columns], read);
        }

        var sources = new List<SourceTable>();
        foreach (var table in tables)
        {
            var columns = read.GetValueOrDefault(table) ?? [];
            columns.UnionWith(table.PrimaryKey);
            if (table.Watermark is { } watermark)
            {
                columns.Add(watermark.EventTimeColumn);
            }

            int[] positions = [.. columns.Order()];
            _tableIndexes.Add(table, sources.Count);
            _positions.Add(table, positions);
            sources.Add(new SourceTable(
                table.Name.Schema?.Name ?? Syntax.TableName.DefaultSchema,
                table.Name.Table.Name,
                new RowType([.. positions.Select(position => table.Columns[position])]),
                [.. table.PrimaryKey.Select(position => Array.IndexOf(positions, position))],
                table.Watermark is { } declared
                    ? declared with { EventTimeColumn = Array.IndexOf(positions, declared.EventTimeColumn) }
                    : null));
        }

        Sources = sources;
    }

    /// <summary>The source tables, with the columns that are read.</summary>
    public IReadOnlyList<SourceTable> Sources { get; }

    /// <summary>The plan of a query.</summary>
    public QueryPlan Build(BoundQuery query)
    {
        var target = query.Target;
        var type = new RowType(target.Columns);
        var input = Build(query.Root.Input, Needed(query.Root.Items.Select(item => item.Value)));
        var values = query.Root.Items.Select(item => item.Value).ToList();
        var root = IsIdentity(values, input, type)
            ? input.Node
            : new PlanNode.Project(input.Node, type, RowCompiler.Projection(values, input.Layout, type));
        return new QueryPlan(
            root, new ResultTable(
                target.Name.Table.Name, type, target.PrimaryKey, query.Root.Kind == RelationKind.Final));
    }

    private static HashSet<PlanColumn> Needed(IEnumerable<BoundExpression> expressions) =>
        [.. expressions.SelectMany(expression => expression.Columns)];

    private static bool IsIdentity(List<BoundExpression> values, Step input, RowType type) =>
        values.Count == input.Columns.Count
        && values.Select((value, index) =>
            value is BoundExpression.Column column
            && column.Source == input.Columns[index]
            && column.Source.Type.IsSameAs(type.Columns[index].Type)).All(isSame => isSame);

    private Step Build(Relation relation, HashSet<PlanColumn> needed)
    {
        switch (relation)
        {
            case Relation.Scan scan:
                var index = _tableIndexes[scan.Table];
                return new Step(
                    new PlanNode.Source(index, Sources[index]),
                    [.. _positions[scan.Table].Select(position => scan.Columns[position])]);
            case Relation.Filter filter:
                var filtered = Build(filter.Input, [.. needed, .. filter.Condition.Columns]);
                return filter.Condition is BoundExpression.Literal { Value: true }
                    ? filtered
                    : filtered with
                    {
                        Node = new PlanNode.Filter(
                            filtered.Node, RowCompiler.Predicate(filter.Condition, filtered.Layout)),
                    };
            case Relation.Project project:
                var items = project.Items.Where(item => needed.Contains(item.Column)).ToList();
                return Project(Build(project.Input, Needed(items.Select(item => item.Value))), items);
            case Relation.Aggregate aggregate:
                return Aggregate(aggregate, needed);
            case Relation.Join join:
                return Join(join, needed);
            case Relation.Top top:
                return Top(top, needed);
            default:
                throw new InvalidOperationException($"{relation.GetType().Name} has no plan.");
        }
    }

    private static Step Project(Step input, IReadOnlyList<Computed> items)
    {
        var type = RowTypeOf(items.Select(item => item.Column));
        var node = new PlanNode.Project(
            input.Node, type, RowCompiler.Projection([.. items.Select(item => item.Value)], input.Layout, type));
        return new Step(node, [.. items.Select(item => item.Column)]);
    }

    private Step Aggregate(Relation.Aggregate aggregate, HashSet<PlanColumn> needed)
    {
        var calls = aggregate.Calls.Where(call => needed.Contains(call.Result)).ToList();
        var values = aggregate.Groups.Select(group => group.Value)
            .Concat(calls.Select(call => call.Argument).OfType<BoundExpression>())
            .DistinctBy(value => value.Key)
            .ToList();
        var input = Build(aggregate.Input, Needed(values));
        if (values.Exists(value => value is not BoundExpression.Column))
        {
            var factory = new ColumnFactory();
            var items = values.ConvertAll(
                value => new Computed(factory.Create(NameOf(value, aggregate), value.Type), value));
            input = Project(input, items);
            values = items.ConvertAll(
                item =>
                    (BoundExpression)new BoundExpression.Column(
                        item.Column, item.Value.Type.IsNullable, item.Value.Span));
            return Aggregate(aggregate, calls, input, key => items.FindIndex(item => item.Value.Key == key));
        }

        return Aggregate(
            aggregate, calls, input, key => values.Find(value => value.Key == key) is BoundExpression.Column column
                ? input.Columns.ToList().IndexOf(column.Source)
                : throw new InvalidOperationException($"{key} is not computed."));
    }

    private static string NameOf(BoundExpression value, Relation.Aggregate aggregate) =>
        aggregate.Groups.FirstOrDefault(group => group.Value.Key == value.Key)?.Column.Name
        ?? (value is BoundExpression.Column column ? column.Source.Name : value.Span.Text());

    private static Step Aggregate(
        Relation.Aggregate aggregate, List<AggregateRequest> calls, Step input, Func<string, int> positionOf)
    {
        PlanColumn[] columns = [
            .. aggregate.Groups.Select(group => group.Column), .. calls.Select(call => call.Result)];
        var type = RowTypeOf(columns);
        int[] keys = [.. aggregate.Groups.Select(group => positionOf(group.Value.Key))];
        AggregateCall[] requests =
        [
            .. calls.Select(call => new AggregateCall(
                call.Function, call.Argument is null
                    ? null
                    : positionOf(call.Argument.Key), call.IsDistinct, call.Result.Type)),
        ];
        if (aggregate.WindowEnd is null)
        {
            return new Step(new PlanNode.Aggregate(input.Node, type, keys, requests), columns);
        }

        var end = aggregate.Groups.First(group => group.Column == aggregate.WindowEnd);
        return new Step(
            new PlanNode.WindowAggregate(input.Node, type, keys, positionOf(end.Value.Key), requests), columns);
    }

    private Step Join(Relation.Join join, HashSet<PlanColumn> needed)
    {
        var left = Build(
            join.Left, [.. needed.Intersect(join.Left.Columns), .. join.On.SelectMany(pair => pair.Left.Columns)]);
        var rightColumns = join.RightColumns.Where(pair => needed.Contains(pair.Output)).ToList();
        HashSet<PlanColumn> rightNeeded = [
            .. rightColumns.Select(pair => pair.Right), .. join.On.SelectMany(pair => pair.Right.Columns)];
        var right = Build(join.Right, rightNeeded);
        if (right.Columns.Count > rightNeeded.Count)
        {
            // The right side is kept whole: it should hold no more than is read.
            right = Project(right, [
                .. right.Columns.Where(rightNeeded.Contains).Select(column => new Computed(
                    column, new BoundExpression.Column(column, column.Type.IsNullable, default))),
            ]);
        }

        // The engine appends all right columns; those that nothing reads have no name above the join.
        var outputs = right.Columns.Select(
            column => rightColumns.Find(pair => pair.Right == column).Output ?? Unread(column, join.IsLeft));
        PlanColumn[] columns = [.. left.Columns, .. outputs];
        var node = new PlanNode.Join(
            left.Node,
            right.Node,
            RowTypeOf(columns),
            [.. join.On.Select(pair => left.PositionOf(pair.Left))],
            [.. join.On.Select(pair => right.PositionOf(pair.Right))],
            join.IsLeft ? JoinKind.Left : JoinKind.Inner);
        return new Step(node, columns);
    }

    private static PlanColumn Unread(PlanColumn column, bool isLeft) =>
        new(column.Id, column.Name, column.Type with { IsNullable = column.Type.IsNullable || isLeft }, null);

    private Step Top(Relation.Top top, HashSet<PlanColumn> needed)
    {
        var input = Build(
            top.Input,
            [
                .. needed.Intersect(top.Input.Columns),
                .. top.Partition.SelectMany(value => value.Columns),
                .. top.Order.SelectMany(order => order.Value.Columns),
            ]);
        PlanColumn[] columns = [.. input.Columns, top.RowNumber];
        var node = new PlanNode.Top(
            input.Node,
            RowTypeOf(columns),
            [.. top.Partition.Select(input.PositionOf)],
            [
                .. top.Order.Select(
                    order => new OrderKey(input.PositionOf(order.Value), order.IsDescending, order.NullsFirst))],
            top.Limit ?? throw new InvalidOperationException("The rank is not bounded."));
        return new Step(node, columns);
    }

    private static RowType RowTypeOf(IEnumerable<PlanColumn> columns) =>
        new([.. columns.Select(column => new Column(column.Name, column.Type))]);

    /// <summary>Which columns of the source tables a query reads.</summary>
    private static void CollectColumns(
        Relation relation, HashSet<PlanColumn> needed, Dictionary<TableDeclaration, HashSet<int>> read)
    {
        switch (relation)
        {
            case Relation.Scan scan:
                if (!read.TryGetValue(scan.Table, out var columns))
                {
                    columns = [];
                    read.Add(scan.Table, columns);
                }

                columns.UnionWith(
                    Enumerable.Range(0, scan.Columns.Count).Where(index => needed.Contains(scan.Columns[index])));
                break;
            case Relation.Filter filter:
                CollectColumns(filter.Input, [.. needed, .. filter.Condition.Columns], read);
                break;
            case Relation.Project project:
                CollectColumns(
                    project.Input,
                    Needed(project.Items.Where(item => needed.Contains(item.Column)).Select(item => item.Value)),
                    read);
                break;
            case Relation.Aggregate aggregate:
                var calls = aggregate.Calls.Where(call => needed.Contains(call.Result));
                CollectColumns(
                    aggregate.Input,
                    Needed(
                        aggregate.Groups.Select(group => group.Value).Concat(
                            calls.Select(call => call.Argument).OfType<BoundExpression>())),
                    read);
                break;
            case Relation.Join join:
                CollectColumns(join.Left, [.. needed, .. join.On.SelectMany(pair => pair.Left.Columns)], read);
                CollectColumns(
                    join.Right,
                    [
                        .. join.RightColumns.Where(pair => needed.Contains(pair.Output)).Select(pair => pair.Right),
                        .. join.On.SelectMany(pair => pair.Right.Columns),
                    ],
                    read);
                break;
            case Relation.Top top:
                CollectColumns(
                    top.Input,
                    [
                        .. needed,
                        .. top.Partition.SelectMany(value => value.Columns),
                        .. top.Order.SelectMany(order => order.Value.Columns),
                    ],
                    read);
                break;
        }
    }
}
