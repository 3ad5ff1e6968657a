using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Planning;

/// <summary>
/// Rewrites a query so that it does less: projections are taken into what reads them, filters moved down and merged.
/// </summary>
internal sealed class Simplifier(ColumnFactory factory)
{
    // Views upon views that each use a column twice double an expression at every level: past this size it is computed
    // once, by a projection of its own.
    private const int MaximumInlinedSize = 200;

    private readonly Dictionary<PlanColumn, BoundExpression> _inlined = [];

    /// <summary>The same query, simpler.</summary>
    public Relation.Project Simplify(Relation.Project root)
    {
        var input = Rewrite(root.Input);
        return new Relation.Project(input, [.. root.Items.Select(item => item with { Value = Inline(item.Value) })]);
    }

    private Relation Rewrite(Relation relation) => relation switch
    {
        Relation.Project project => Project(project),
        Relation.Filter filter => Filter(Rewrite(filter.Input), Inline(filter.Condition)),
        Relation.Aggregate aggregate => Aggregate(aggregate),
        Relation.Join join => Join(join),
        Relation.Top top => Top(top),
        _ => relation,
    };

    private Relation Project(Relation.Project project)
    {
        var input = Rewrite(project.Input);
        var kept = new List<Computed>();
        foreach (var item in project.Items)
        {
            var value = Inline(item.Value);
            if (Size(value, MaximumInlinedSize) < MaximumInlinedSize)
            {
                _inlined[item.Column] = value;
            }
            else
            {
                kept.Add(item with { Value = value });
            }
        }

        return kept.Count == 0 ? input : new Relation.Project(input, [.. PassedOn(input), .. kept]);
    }

    private static Relation.Filter Filter(Relation input, BoundExpression condition)
    {
        switch (input)
        {
            case Relation.Filter lower:
                return Filter(lower.Input, Expressions.All([lower.Condition, condition], condition.Span));
            case Relation.Join join:
                var conjuncts = Expressions.Conjuncts(condition).ToList();
                var onLeft = conjuncts.FindAll(
                    conjunct => conjunct.Columns.Any() && conjunct.Columns.All(join.Left.Columns.Contains));
                if (onLeft.Count == 0)
                {
                    return new Relation.Filter(input, condition);
                }

                var left = Filter(join.Left, Expressions.All(onLeft, condition.Span));
                var rest = conjuncts.Except(onLeft).ToList();
                var joined = new Relation.Join(left, join.Right, join.On, join.RightColumns, join.IsLeft);
                return new Relation.Filter(joined, Expressions.All(rest, condition.Span));
            default:
                return new Relation.Filter(input, condition);
        }
    }

    private Relation.Aggregate Aggregate(Relation.Aggregate aggregate)
    {
        var input = Rewrite(aggregate.Input);
        return new Relation.Aggregate(
            input,
            [.. aggregate.Groups.Select(group => group with { Value = Inline(group.Value) })],
            [
                .. aggregate.Calls.Select(
                    call => call with { Argument = call.Argument is null ? null : Inline(call.Argument) })],
            aggregate.WindowEnd,
            aggregate.Keys);
    }

    private Relation.Join Join(Relation.Join join)
    {
        var left = Rewrite(join.Left);
        var right = Rewrite(join.Right);
        var rightItems = new List<Computed>();
        // Above a LEFT JOIN the right side's values may be NULL for want of a match: they are computed below it.
        PlanColumn OnRight(PlanColumn column)
        {
            var value = Inline(Expressions.Column(column, join.On[0].Right.Span));
            return value is BoundExpression.Column plain ? plain.Source : Computed(value, rightItems);
        }

        var on = join.On.Select(pair => (Left: Inline(pair.Left), Right: Inline(pair.Right))).ToList();
        var columns = join.RightColumns.Select(pair => (pair.Output, OnRight(pair.Right))).ToList();
        var leftItems = new List<Computed>();
        var keys = on.ConvertAll(pair => (AsColumn(pair.Left, leftItems), AsColumn(pair.Right, rightItems)));
        return new Relation.Join(With(left, leftItems), With(right, rightItems), keys, columns, join.IsLeft);
    }

    private Relation.Top Top(Relation.Top top)
    {
        var input = Rewrite(top.Input);
        var items = new List<Computed>();
        var partition = top.Partition.Select(value => AsColumn(Inline(value), items)).ToList();
        var order = top.Order.Select(order => order with { Value = AsColumn(Inline(order.Value), items) }).ToList();
        return new Relation.Top(With(input, items), partition, order, top.RowNumber, top.Limit, top.Span);
    }

    private BoundExpression AsColumn(BoundExpression value, List<Computed> items) =>
        value is BoundExpression.Column ? value : Expressions.Column(Computed(value, items), value.Span);

    private PlanColumn Computed(BoundExpression value, List<Computed> items)
    {
        if (items.Find(item => item.Value.Key == value.Key) is { } known)
        {
            return known.Column;
        }

        var column = factory.Create("computed", value.Type);
        items.Add(new Computed(column, value));
        return column;
    }

    private static Relation With(Relation input, List<Computed> items) =>
        items.Count == 0 ? input : new Relation.Project(input, [.. PassedOn(input), .. items]);

    private static IEnumerable<Computed> PassedOn(Relation input) =>
        input.Columns.Select(
            column => new Computed(column, new BoundExpression.Column(column, column.Type.IsNullable, default)));

    private BoundExpression Inline(BoundExpression expression) => expression.Substitute(_inlined);

    private static int Size(BoundExpression expression, int limit)
    {
        var size = 1;
        foreach (var operand in expression.Operands)
        {
            if (size >= limit)
            {
                break;
            }

            size += Size(operand, limit - size);
        }

        return size;
    }
}
