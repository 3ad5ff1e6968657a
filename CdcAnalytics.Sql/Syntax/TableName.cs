namespace CdcAnalytics.Sql.Syntax;

/// <summary>A table's or view's name, perhaps with its schema.</summary>
internal sealed record TableName(Identifier? Schema, Identifier Table)
{
    /// <summary>The schema of a table written without one.</summary>
    public const string DefaultSchema = "public";

    /// <summary>Where it is written.</summary>
    public SourceSpan Span => Schema is null ? Table.Span : Schema.Span.To(Table.Span);

    /// <summary>The name with its schema, as tables are told apart.</summary>
    public string FullName => $"{Schema?.Name ?? DefaultSchema}.{Table.Name}";
}
