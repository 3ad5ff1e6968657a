namespace CdcAnalytics.Sql.Syntax;

/// <summary>What a FROM clause names.</summary>
internal abstract record TableSyntax(SourceSpan Span)
{
    /// <summary>A table or view: <c>t</c> or <c>schema.t</c>.</summary>
    public sealed record Named(TableName Name, Identifier? Alias, SourceSpan Span) : TableSyntax(Span);

    /// <summary>A query in parentheses.</summary>
    public sealed record Subquery(QuerySyntax Query, Identifier? Alias, SourceSpan Span) : TableSyntax(Span);

    /// <summary>TABLE(TUMBLE(TABLE t, DESCRIPTOR(c), size [, offset])).</summary>
    public sealed record Tumble(
        TableName Name,
        Identifier TimeColumn,
        IntervalSyntax Size,
        IntervalSyntax? Offset,
        Identifier? Alias,
        SourceSpan Span)
        : TableSyntax(Span);

    /// <summary>Two tables joined on a condition.</summary>
    public sealed record Join(
        TableSyntax Left,
        TableSyntax Right,
        bool IsLeft,
        ExpressionSyntax Condition,
        SourceSpan Span) : TableSyntax(Span);
}
