using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Planning;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Scripts;

/// <summary>Cuts statements into parts and sorts them by what they read.</summary>
internal sealed class ScriptBuilder(Catalog catalog, IReadOnlyList<StatementSyntax> statements)
{
    /// <summary>The script of statements that bound without an error.</summary>
    /// <param name="plan">Their plan.</param>
    /// <param name="queries">The bound INSERTs, in the order written.</param>
    public PipelineScript Build(PipelinePlan plan, IReadOnlyList<BoundQuery> queries)
    {
        var inserts = statements.OfType<StatementSyntax.Insert>()
            .Select((insert, index) => (
                Insert: insert,
                Bound: queries[index],
                Script: Query(insert, plan.Queries[index].Result),
                Tables: TablesOf(insert.Query.From)))
            .ToLookup(query => query.Tables.Any(table => table.IsWindowInput));
        ScriptGroup Group(bool isWindowed) => new(
            Sources(
                [.. inserts[isWindowed].Select(query => query.Bound)],
                [.. inserts[isWindowed].SelectMany(query => query.Tables)]),
            Views([.. inserts[isWindowed].SelectMany(query => query.Tables)]),
            [.. inserts[isWindowed].Select(query => query.Script)]);
        return new PipelineScript(
            plan,
            [.. catalog.Sources.Select(Declared)],
            Group(isWindowed: true),
            Group(isWindowed: false),
            WindowLengths());
    }

    private static SourceTable Declared(TableDeclaration table) => new(
        table.Name.Schema?.Name ?? TableName.DefaultSchema,
        table.Name.Table.Name,
        new RowType(table.Columns),
        table.PrimaryKey,
        table.Watermark);

    private List<SourceTable> Sources(List<BoundQuery> queries, List<ScriptPart.Table> read) =>
        [
            .. new PlanBuilder(catalog.Sources, queries).Sources
                .Where(source => read.Any(table => table.SchemaName == source.SchemaName && table.Name == source.Name)),
        ];

    private List<ScriptView> Views(List<ScriptPart.Table> read) =>
        [
            .. statements.OfType<StatementSyntax.CreateView>()
                .Where(view => read.Any(table => table.SchemaName is null && table.Name == ViewName(view.Name)))
                .Select(view => new ScriptView(
                    ViewName(view.Name), view.Columns?.Select(column => column.Name).ToList(), Parts(view.Query))),
        ];

    private ScriptQuery Query(StatementSyntax.Insert insert, ResultTable result)
    {
        var names = result.RowType.Columns.Select(column => column.Name).ToList();
        return new ScriptQuery(
            result,
            insert.Columns is { } columns
                ? [.. columns.Select(column => names.IndexOf(column.Name))]
                : [.. Enumerable.Range(0, names.Count)],
            Parts(insert.Query),
            SelectsAllOfWindow(insert.Query));
    }

    private List<TimeSpan> WindowLengths() =>
        [
            .. statements.Select(statement => statement switch
                {
                    StatementSyntax.Insert insert => insert.Query,
                    StatementSyntax.CreateView view => view.Query,
                    _ => null,
                })
                .OfType<QuerySyntax>()
                .SelectMany(Tumbles)
                .SelectMany(tumble => new[] { tumble.Size, tumble.Offset })
                .Select(interval => interval?.Microseconds)
                .OfType<long>()
                .Select(microseconds => TimeSpan.FromMicroseconds(microseconds)),
        ];

    private static IEnumerable<TableSyntax.Tumble> Tumbles(QuerySyntax query) =>
        Leaves(query.From).SelectMany(leaf => leaf switch
        {
            TableSyntax.Tumble tumble => [tumble],
            TableSyntax.Subquery subquery => Tumbles(subquery.Query),
            _ => Enumerable.Empty<TableSyntax.Tumble>(),
        });

    private static bool SelectsAllOfWindow(QuerySyntax query)
    {
        var inputs = Leaves(query.From).ToList();
        return (query.Items.OfType<SelectItemSyntax.Star>().Any() && inputs.OfType<TableSyntax.Tumble>().Any())
            || inputs.OfType<TableSyntax.Subquery>().Any(inner => SelectsAllOfWindow(inner.Query));
    }

    private static IEnumerable<TableSyntax> Leaves(TableSyntax table) => table is TableSyntax.Join join
        ? Leaves(join.Left).Concat(Leaves(join.Right))
        : [table];

    /// <summary>All tables and views read, those inside of views too.</summary>
    private List<ScriptPart.Table> TablesOf(TableSyntax table)
    {
        var tables = new List<ScriptPart.Table>();
        foreach (var leaf in Leaves(table))
        {
            if (leaf is TableSyntax.Subquery subquery)
            {
                tables.AddRange(TablesOf(subquery.Query.From));
                continue;
            }

            var (name, isWindowInput) = leaf is TableSyntax.Tumble tumble
                ? (tumble.Name, true)
                : (((TableSyntax.Named)leaf).Name, false);
            tables.Add(Reference(name, needsAlias: false, isWindowInput));
            if (catalog.FindView(name) is { } view)
            {
                tables.AddRange(TablesOf(view.Query.From));
            }
        }

        return tables;
    }

    private static string ViewName(TableName name) =>
        name.Schema is null or { Name: TableName.DefaultSchema } ? name.Table.Name : name.FullName;

    private ScriptPart.Table Reference(TableName name, bool needsAlias, bool isWindowInput) =>
        catalog.FindView(name) is not null
            ? new ScriptPart.Table(null, ViewName(name), needsAlias, isWindowInput)
            : new ScriptPart.Table(
                name.Schema?.Name ?? TableName.DefaultSchema, name.Table.Name, needsAlias, isWindowInput);

    private List<ScriptPart> Parts(QuerySyntax query)
    {
        var cuts = new List<(SourceSpan Span, ScriptPart Part)>();
        Cut(query.From, cuts);
        var parts = new List<ScriptPart>();
        var text = query.Span.File.Text;
        var position = query.Span.Start;
        foreach (var (span, part) in cuts.OrderBy(cut => cut.Span.Start))
        {
            parts.Add(new ScriptPart.Text(text[position..span.Start]));
            parts.Add(part);
            position = span.End;
        }

        parts.Add(new ScriptPart.Text(text[position..query.Span.End].TrimEnd()));
        return parts;
    }

    private void Cut(TableSyntax table, List<(SourceSpan Span, ScriptPart Part)> cuts)
    {
        foreach (var leaf in Leaves(table))
        {
            switch (leaf)
            {
                case TableSyntax.Subquery subquery:
                    Cut(subquery.Query.From, cuts);
                    break;
                case TableSyntax.Named named:
                    cuts.Add((named.Name.Span, Reference(named.Name, named.Alias is null, isWindowInput: false)));
                    break;
                case TableSyntax.Tumble tumble:
                    cuts.Add((tumble.Name.Span, Reference(tumble.Name, needsAlias: false, isWindowInput: true)));
                    cuts.Add((
                        tumble.TimeColumn.Span,
                        new ScriptPart.TimeColumn(tumble.TimeColumn.Name, catalog.FindView(tumble.Name) is not null)));
                    break;
            }
        }
    }
}
