using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>The tables and views declared so far.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<string, TableDeclaration> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StatementSyntax.CreateView> _views = new(StringComparer.Ordinal);
    private readonly HashSet<string> _results;

    /// <summary>An empty catalog that knows which tables will be results.</summary>
    public Catalog(IEnumerable<StatementSyntax> statements)
    {
        _results = statements.OfType<StatementSyntax.Insert>()
            .Select(insert => insert.Target.FullName)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The source tables, in the order declared.</summary>
    public IReadOnlyList<TableDeclaration> Sources => [.. _tables.Values.Where(table => !IsResult(table))];

    /// <summary>Whether some INSERT fills the table.</summary>
    public bool IsResult(TableDeclaration table) => _results.Contains(table.Name.FullName);

    /// <summary>Declares a table.</summary>
    public void Add(TableDeclaration table)
    {
        RefuseTwice(table.Name);
        if (IsResult(table))
        {
            if (table.Name.Schema is { } schema)
            {
                throw schema.Span.Error(
                    "A result table has no schema of its own.",
                    $"Write {table.Name.Table.Name}; it is made in the schema analytics.");
            }

            if (table.Watermark is not null)
            {
                throw table.Name.Span.Error(
                    $"The result table {table.Name.Table.Name} declares a watermark.",
                    "Watermarks belong to source tables; remove it.");
            }
        }

        _tables.Add(table.Name.FullName, table);
    }

    /// <summary>Declares a view.</summary>
    public void Add(StatementSyntax.CreateView view)
    {
        RefuseTwice(view.Name);
        _views.Add(view.Name.FullName, view);
    }

    /// <summary>The view of that name, or null.</summary>
    public StatementSyntax.CreateView? FindView(TableName name) => _views.GetValueOrDefault(name.FullName);

    /// <summary>The source table of that name.</summary>
    public TableDeclaration FindSource(TableName name)
    {
        var table = Find(name);
        return IsResult(table)
            ? throw name.Span.Error(
                $"{name.Table.Name} is a result table; queries read source tables and views.",
                "Write its query as a CREATE TEMPORARY VIEW and read that in both places.")
            : table;
    }

    /// <summary>The result table of that name.</summary>
    public TableDeclaration FindResult(TableName name) =>
        FindView(name) is null
            ? Find(name)
            : throw name.Span.Error($"{name.Table.Name} is a view.", "INSERT INTO needs a table.");

    private TableDeclaration Find(TableName name)
    {
        if (_tables.TryGetValue(name.FullName, out var table))
        {
            return table;
        }

        var known = string.Join(
            ", ",
            _tables.Values.Select(known => known.Name.Table.Name).Concat(
                _views.Values.Select(view => view.Name.Table.Name)));
        throw name.Span.Error(
            $"There is no table {name.Span.Text()}.",
            known.Length == 0 ? "Declare it first: CREATE TABLE." : $"Declared before this are: {known}.");
    }

    private void RefuseTwice(TableName name)
    {
        if (_tables.ContainsKey(name.FullName) || _views.ContainsKey(name.FullName))
        {
            throw name.Span.Error($"{name.Table.Name} is declared twice.");
        }
    }
}
