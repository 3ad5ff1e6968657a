using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>The tables a query's expressions may name, and what its WHERE has made sure of.</summary>
/// <param name="tables">The tables in FROM's order, by alias (null for a subquery without one).</param>
internal sealed class Scope(IReadOnlyList<(string? Alias, IReadOnlyList<PlanColumn> Columns)> tables)
{
    private readonly HashSet<PlanColumn> _neverNull = [];

    /// <summary>The tables.</summary>
    public IReadOnlyList<(string? Alias, IReadOnlyList<PlanColumn> Columns)> Tables => tables;

    /// <summary>A scope of the tables of two.</summary>
    public Scope And(Scope other) => new([.. Tables, .. other.Tables]);

    /// <summary>Says that in the rows that are left, these columns are not NULL.</summary>
    public void Narrow(IEnumerable<PlanColumn> columns) => _neverNull.UnionWith(columns);

    /// <summary>Whether a column may be NULL here.</summary>
    public bool IsNullable(PlanColumn column) => column.Type.IsNullable && !_neverNull.Contains(column);

    /// <summary>The column of that name, or null when there is none.</summary>
    public PlanColumn? TryFind(string name)
    {
        var found = tables.SelectMany(table => table.Columns).Where(column => IsNamed(column, name)).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The column a name means.</summary>
    public BoundExpression.Column Find(ExpressionSyntax.Name name)
    {
        if (name.Parts.Count > 2)
        {
            throw name.Span.Error($"{name.Span.Text()} is no column.", "Write column or alias.column.");
        }

        var column = name.Parts[^1].Name;
        var tablesMeant = name.Parts.Count == 1
            ? Tables
            : [.. Tables.Where(table => IsAlias(table.Alias, name.Parts[0].Name))];
        if (tablesMeant.Count == 0)
        {
            var aliases = string.Join(", ", tables.Select(table => table.Alias).OfType<string>());
            throw name.Span.Error($"No table here is called {name.Parts[0].Name}.", $"The tables are: {aliases}.");
        }

        var found = tablesMeant.SelectMany(table => table.Columns).Where(
            candidate => IsNamed(candidate, column)).ToList();
        if (found.Count > 1)
        {
            throw name.Span.Error($"Several tables have a column {column}.", "Write the table's alias before it.");
        }

        if (found.Count == 1)
        {
            return new BoundExpression.Column(found[0], IsNullable(found[0]), name.Span);
        }

        var names = tablesMeant.SelectMany(table => table.Columns).Select(candidate => candidate.Name).ToList();
        var otherCase = names.Find(candidate => string.Equals(candidate, column, StringComparison.OrdinalIgnoreCase));
        throw name.Span.Error(
            $"There is no column {column} here.",
            otherCase is null
                ? $"The columns are: {string.Join(", ", names)}."
                : $"Names are case-sensitive: did you mean {otherCase}?");
    }

    private static bool IsNamed(PlanColumn column, string name) =>
        string.Equals(column.Name, name, StringComparison.Ordinal);

    private static bool IsAlias(string? alias, string name) => string.Equals(alias, name, StringComparison.Ordinal);
}
