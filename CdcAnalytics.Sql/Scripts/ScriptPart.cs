namespace CdcAnalytics.Sql.Scripts;

/// <summary>A piece of a query's text as written, cut where a table is named.</summary>
public abstract record ScriptPart
{
    private ScriptPart()
    {
    }

    /// <summary>Text to be taken as it is.</summary>
    public sealed record Text(string Value) : ScriptPart;

    /// <summary>The name of a table or view.</summary>
    /// <param name="SchemaName">The schema; null for a view.</param>
    /// <param name="Name">The name, without backticks.</param>
    /// <param name="NeedsAlias">Whether the table goes by its own name in the query, since it has no alias.</param>
    /// <param name="IsWindowInput">Whether it is what TUMBLE reads.</param>
    public sealed record Table(string? SchemaName, string Name, bool NeedsAlias, bool IsWindowInput) : ScriptPart;

    /// <summary>The column in a TUMBLE's DESCRIPTOR.</summary>
    /// <param name="Name">The name, without backticks.</param>
    /// <param name="IsOfView">Whether TUMBLE reads a view there, and not a source table.</param>
    public sealed record TimeColumn(string Name, bool IsOfView) : ScriptPart;
}
