using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>Binds what stands in FROM: tables, views, subqueries, windows and joins.</summary>
internal sealed class FromBinder(Catalog catalog, ColumnFactory factory, QueryBinder queries)
{
    // Flink's windows are bounded in milliseconds.
    private const int WindowPrecision = 3;

    /// <summary>Binds a FROM clause to its rows and the names they are known by.</summary>
    public (Relation Output, Scope Scope) Bind(TableSyntax table)
    {
        switch (table)
        {
            case TableSyntax.Named named:
                var relation = Read(named.Name);
                return (relation, new Scope([(named.Alias?.Name ?? named.Name.Table.Name, relation.Columns)]));
            case TableSyntax.Subquery subquery:
                var query = queries.Bind(subquery.Query);
                return (query, new Scope([(subquery.Alias?.Name, query.Columns)]));
            case TableSyntax.Tumble tumble:
                var windowed = Tumble(tumble);
                return (windowed, new Scope([(tumble.Alias?.Name, windowed.Columns)]));
            case TableSyntax.Join join:
                return new JoinBinder(this, factory).Bind(join);
            default:
                throw new InvalidOperationException($"{table.GetType().Name} is no table.");
        }
    }

    private Relation Read(TableName name)
    {
        if (catalog.FindView(name) is { } view)
        {
            return View(view);
        }

        var table = catalog.FindSource(name);
        return new Relation.Scan(
            table,
            [
                .. table.Columns.Select((column, index) => factory.Create(
                    column.Name, column.Type, table.Watermark?.EventTimeColumn == index
                        ? new TimeRole.EventTime()
                        : null)),
            ]);
    }

    private Relation.Project View(StatementSyntax.CreateView view)
    {
        var query = queries.Bind(view.Query);
        if (view.Columns is null)
        {
            return query;
        }

        if (view.Columns.Count != query.Columns.Count)
        {
            throw view.Name.Span.Error(
                $"The view names {view.Columns.Count} columns, its query yields {query.Columns.Count}.");
        }

        return new Relation.Project(
            query.Input,
            [
                .. query.Items.Select((item, index) => item with
                {
                    Column = factory.Create(view.Columns[index].Name, item.Column.Type, item.Column.Time),
                }),
            ]);
    }

    private Relation.Project Tumble(TableSyntax.Tumble tumble)
    {
        var input = RankBounds.RefuseUnbounded(Read(tumble.Name));
        var time = input.Columns.FirstOrDefault(
            column => string.Equals(column.Name, tumble.TimeColumn.Name, StringComparison.Ordinal))
            ?? throw tumble.TimeColumn.Span.Error(
                $"There is no column {tumble.TimeColumn.Name} in {tumble.Name.Table.Name}.",
                $"The columns are: {string.Join(", ", input.Columns.Select(column => column.Name))}.");
        if (time.Time is not TimeRole.EventTime)
        {
            throw tumble.TimeColumn.Span.Error(
                $"{time.Name} is not the event time of a source table.",
                $"Windows follow a watermark: declare WATERMARK FOR {time.Name} AS {time.Name} - INTERVAL '1' HOUR.");
        }

        var span = tumble.Span;
        var size = WholeMilliseconds(tumble.Size);
        var offset = tumble.Offset is null ? 0 : WholeMilliseconds(tumble.Offset);
        var window = factory.NextWindow();
        var type = new ColumnType(ValueKind.Timestamp, WindowPrecision, 0, IsNullable: false);
        var start = Expressions.Call(
            Operation.WindowStart,
            [
                Expressions.Column(time, span),
                Expressions.Number(size, ValueKind.Int64, span),
                Expressions.Number(offset, ValueKind.Int64, span)],
            type,
            span);
        return new Relation.Project(
            input,
            [
                .. input.Columns.Select(column => new Computed(
                    factory.Create(column.Name, column.Type, column.Time), Expressions.Column(column, span))),
                new Computed(factory.Create("window_start", type, new TimeRole.WindowStart(window)), start),
                new Computed(
                    factory.Create("window_end", type, new TimeRole.WindowEnd(window)), Later(start, size, span)),
                new Computed(factory.Create("window_time", type), Later(start, size - 1000, span)),
            ]);
    }

    private static BoundExpression Later(BoundExpression start, long microseconds, SourceSpan span) =>
        Expressions.Call(
            Operation.AddTime, [start, Expressions.Number(microseconds, ValueKind.Int64, span)], start.Type, span);

    private static long WholeMilliseconds(IntervalSyntax interval) =>
        interval.Microseconds is { } microseconds && microseconds % 1000 == 0
            ? microseconds
            : throw interval.Span.Error("A window is bounded in whole milliseconds.");
}
