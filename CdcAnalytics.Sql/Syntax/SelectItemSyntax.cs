namespace CdcAnalytics.Sql.Syntax;

/// <summary>One entry of a SELECT list.</summary>
internal abstract record SelectItemSyntax(SourceSpan Span)
{
    /// <summary>All columns, perhaps of one table: <c>*</c> or <c>t.*</c>.</summary>
    public sealed record Star(Identifier? Table, SourceSpan Span) : SelectItemSyntax(Span);

    /// <summary>An expression, perhaps with a name of its own.</summary>
    public sealed record Column(ExpressionSyntax Expression, Identifier? Alias, SourceSpan Span)
        : SelectItemSyntax(Span);
}
