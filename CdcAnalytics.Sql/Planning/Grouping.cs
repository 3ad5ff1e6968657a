using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>Binds one query's GROUP BY, aggregates and HAVING.</summary>
internal sealed class Grouping
{
    private readonly QuerySyntax _query;
    private readonly Scope _scope;
    private readonly ColumnFactory _factory;
    private readonly AggregateBinder _aggregates;

    /// <summary>Prepares to bind the expressions of a query.</summary>
    public Grouping(QuerySyntax query, Scope scope, ColumnFactory factory)
    {
        _query = query;
        _scope = scope;
        _factory = factory;
        _aggregates = new AggregateBinder(scope, factory, query.GroupBy is { Count: > 0 });
        Binder = new ExpressionBinder(scope, _aggregates, "here");
    }

    /// <summary>Binds the expressions of the SELECT list and HAVING; the aggregates in them are collected.</summary>
    public ExpressionBinder Binder { get; }

    /// <summary>Binds a ROW_NUMBER().</summary>
    public RankRequest Rank(ExpressionSyntax.RowNumber number) => new(
        [.. number.Partition.Select(Binder.BindTyped)],
        [
            .. number.Order.Select(order => new Ordering(
                Binder.BindTyped(order.Expression),
                order.IsDescending,
                // NULL counts as smaller than every value.
                order.NullsFirst ?? !order.IsDescending)),
        ],
        number.Span);

    /// <summary>
    /// Groups the rows if the query asks for it, and says how expressions bound before read the groups.
    /// </summary>
    public (Relation Output, Func<BoundExpression, BoundExpression> Regroup) Apply(Relation input)
    {
        var having = _query.Having is null ? null : Binder.BindCondition(_query.Having, "HAVING");
        if (_query.GroupBy is null && _aggregates.Requests.Count == 0)
        {
            return _query.Having is null
                ? (input, expression => expression)
                : throw _query.Having.Span.Error("HAVING needs aggregates or GROUP BY.", "Write WHERE.");
        }

        if (input.Kind is RelationKind.Final)
        {
            throw _query.Span.Error(
                "Aggregating a final result again is not supported.", "Group once, by all the keys that are needed.");
        }

        var keys = Keys();
        var (grouped, columns) = Group(input, keys, _aggregates.Requests, _factory);
        var outputs = new Dictionary<string, PlanColumn>(StringComparer.Ordinal);
        for (var index = 0; index < keys.Count; index++)
        {
            outputs[keys[index].Key] = columns[index];
        }

        var results = _aggregates.Requests.Select(request => request.Result).ToHashSet();
        BoundExpression Regroup(BoundExpression expression) => Grouped(expression, outputs, results);
        return (having is null ? grouped : new Relation.Filter(grouped, Regroup(having)), Regroup);
    }

    /// <summary>
    /// Groups rows by expressions. By both bounds of a window it is a window aggregate, final; by anything else it is
    /// live.
    /// </summary>
    public static (Relation.Aggregate Output, IReadOnlyList<PlanColumn> KeyColumns) Group(
        Relation input,
        IReadOnlyList<BoundExpression> keys,
        IReadOnlyList<AggregateRequest> calls,
        ColumnFactory factory)
    {
        var groups = keys
            .Select(
                key =>
                    new Computed(
                        factory.Create(
                            key is BoundExpression.Column column ? column.Source.Name : key.Span.Text(), key.Type),
                        key))
            .ToList();
        PlanColumn? windowStart = null;
        PlanColumn? windowEnd = null;
        foreach (var start in groups)
        {
            var end = groups.Find(
                other =>
                    Role(start) is TimeRole.WindowStart(var window) && Role(other) == new TimeRole.WindowEnd(window));
            if (end is not null)
            {
                windowStart = start.Column;
                windowEnd = end.Column;
            }
        }

        var columns = groups.ConvertAll(group => group.Column);
        List<IReadOnlyList<PlanColumn>> sets = [columns];
        if (windowEnd is not null)
        {
            // Either bound says the other.
            sets.Add([.. columns.Where(column => column != windowEnd)]);
            sets.Add([.. columns.Where(column => column != windowStart)]);
        }

        return (new Relation.Aggregate(input, groups, calls, windowEnd, sets), columns);
    }

    private static TimeRole? Role(Computed group) =>
        group.Value is BoundExpression.Column column ? column.Source.Time : null;

    private List<BoundExpression> Keys()
    {
        var binder = new ExpressionBinder(_scope, aggregates: null, "in GROUP BY");
        var keys = new List<BoundExpression>();
        foreach (var syntax in _query.GroupBy ?? [])
        {
            if (syntax is ExpressionSyntax.Number)
            {
                throw syntax.Span.Error(
                    "GROUP BY a column's number is not supported.", "Repeat the expression itself.");
            }

            RefuseAlias(syntax);
            var key = binder.BindTyped(syntax);
            if (key is not BoundExpression.Literal && keys.TrueForAll(other => other.Key != key.Key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private void RefuseAlias(ExpressionSyntax syntax)
    {
        if (syntax is ExpressionSyntax.Name { Parts: [var name] } && _scope.TryFind(name.Name) is null)
        {
            var item = _query.Items.OfType<SelectItemSyntax.Column>()
                .FirstOrDefault(item => string.Equals(item.Alias?.Name, name.Name, StringComparison.Ordinal));
            if (item is not null)
            {
                throw syntax.Span.Error(
                    $"GROUP BY cannot use the alias {name.Name}; Flink does not allow it.",
                    $"Repeat the expression: GROUP BY {item.Expression.Span.Text()}.");
            }
        }
    }

    private static BoundExpression Grouped(
        BoundExpression expression, Dictionary<string, PlanColumn> keys, HashSet<PlanColumn> results)
    {
        if (keys.TryGetValue(expression.Key, out var key))
        {
            return new BoundExpression.Column(key, expression.Type.IsNullable, expression.Span);
        }

        return expression switch
        {
            BoundExpression.Column column when !results.Contains(column.Source) => throw column.Span.Error(
                $"{column.Span.Text()} is neither grouped by nor aggregated.",
                $"Add it to GROUP BY, or write for example MAX({column.Span.Text()})."),
            BoundExpression.Call call => new BoundExpression.Call(
                call.Operation, [
                    .. call.Operands.Select(
                        operand => Grouped(operand, keys, results))], call.Type, call.Detail, call.Span),
            _ => expression,
        };
    }
}
