using System.Globalization;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>Binds queries to steps.</summary>
internal sealed class QueryBinder
{
    private readonly ColumnFactory _factory;
    private readonly FromBinder _from;

    /// <summary>A binder of queries on the tables declared so far.</summary>
    public QueryBinder(Catalog catalog, ColumnFactory factory)
    {
        _factory = factory;
        _from = new FromBinder(catalog, factory, this);
    }

    /// <summary>Binds a query, whose rank (if it has one) must be bounded inside.</summary>
    public Relation.Project BindBounded(QuerySyntax query) => RankBounds.RefuseUnbounded(Bind(query));

    /// <summary>Binds a query; a rank in it may still lack its bound.</summary>
    public Relation.Project Bind(QuerySyntax query)
    {
        var (input, scope) = _from.Bind(query.From);
        if (query.Where is not null)
        {
            var condition = new ExpressionBinder(
                scope, aggregates: null, "in WHERE").BindCondition(query.Where, "WHERE");
            (input, var rest) = RankBounds.Apply(input, condition);
            input = rest is BoundExpression.Literal { Value: true } ? input : new Relation.Filter(input, rest);
            scope.Narrow(Expressions.NeverNullWhen(condition));
        }

        input = RankBounds.RefuseUnbounded(input);
        var grouping = new Grouping(query, scope, _factory);
        var items = Items(query, scope, grouping);
        (input, var regroup) = grouping.Apply(input);
        items = [.. items.Select(item => item with { Value = item.Rank is null ? regroup(item.Value) : item.Value })];
        return Distinct(query, Select(input, items, regroup));
    }

    private Relation.Project Select(
        Relation input, List<SelectedItem> items, Func<BoundExpression, BoundExpression> regroup)
    {
        if (items.Find(item => item.Rank is not null) is not { Rank: { } rank } ranked)
        {
            return new Relation.Project(input, [.. items.Select(Output)]);
        }

        if (items.Count(item => item.Rank is not null) > 1)
        {
            throw rank.Span.Error("A query can hold one ROW_NUMBER().", "Rank in two queries.");
        }

        if (input.Kind is not RelationKind.Live)
        {
            throw rank.Span.Error(
                "ROW_NUMBER() over rows that are not kept is not supported.",
                input.Kind == RelationKind.Final
                    ? "Rank a live aggregate: group by window_start or FLOOR(t TO HOUR) alone."
                    : "Aggregate by … first (GROUP BY in a subquery), then rank its rows.");
        }

        var number = _factory.Create("row_number", TypeRules.Of(ValueKind.Int64, isNullable: false));
        var top = new Relation.Top(
            input,
            [.. rank.Partition.Select(regroup)],
            [.. rank.Order.Select(order => order with { Value = regroup(order.Value) })],
            number,
            limit: null,
            rank.Span);
        return new Relation.Project(
            top,
            [
                .. items.Select(
                    item =>
                        Output(item == ranked ? item with { Value = Expressions.Column(number, rank.Span) } : item))]);
    }

    private Computed Output(SelectedItem item)
    {
        var role = item.Value is BoundExpression.Column column ? column.Source.Time : null;
        return new Computed(_factory.Create(item.Name, item.Value.Type, role), item.Value);
    }

    private Relation.Project Distinct(QuerySyntax query, Relation.Project selected)
    {
        if (!query.IsDistinct)
        {
            return selected;
        }

        if (selected.Kind is RelationKind.Final or RelationKind.Ranked)
        {
            throw query.Span.Error(
                "DISTINCT over a final or ranked result is not supported.", "Group by the columns meant instead.");
        }

        var (grouped, columns) = Grouping.Group(
            selected, [.. selected.Columns.Select(column => Expressions.Column(column, query.Span))], [], _factory);
        return new Relation.Project(
            grouped,
            [
                .. columns.Select(
                    (column, index) =>
                        Output(
                            new SelectedItem(
                                selected.Columns[index].Name, Expressions.Column(column, query.Span), null)))]);
    }

    private static List<SelectedItem> Items(QuerySyntax query, Scope scope, Grouping grouping)
    {
        var items = new List<SelectedItem>();
        foreach (var item in query.Items)
        {
            switch (item)
            {
                case SelectItemSyntax.Star star:
                    items.AddRange(Star(star, scope));
                    break;
                case SelectItemSyntax.Column { Expression: ExpressionSyntax.RowNumber number } ranked:
                    items.Add(new SelectedItem(
                        Name(ranked, items.Count), Expressions.Boolean(
                            value: true, number.Span), grouping.Rank(number)));
                    break;
                case SelectItemSyntax.Column column:
                    items.Add(
                        new SelectedItem(
                            Name(column, items.Count), grouping.Binder.BindTyped(column.Expression), null));
                    break;
            }
        }

        return items;
    }

    private static IEnumerable<SelectedItem> Star(SelectItemSyntax.Star star, Scope scope)
    {
        var tables = scope.Tables
            .Where(table => star.Table is null || string.Equals(table.Alias, star.Table.Name, StringComparison.Ordinal))
            .ToList();
        return tables.Count == 0
            ? throw star.Span.Error($"No table here is called {star.Table?.Name}.")
            : tables.SelectMany(table => table.Columns).Select(column => new SelectedItem(
                column.Name, new BoundExpression.Column(column, scope.IsNullable(column), star.Span), null));
    }

    private static string Name(SelectItemSyntax.Column item, int index) =>
        item.Alias?.Name
        ?? (item.Expression is ExpressionSyntax.Name name
            ? name.Parts[^1].Name
            : string.Create(CultureInfo.InvariantCulture, $"EXPR${index}"));
}
