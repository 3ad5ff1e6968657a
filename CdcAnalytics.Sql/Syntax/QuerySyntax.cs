namespace CdcAnalytics.Sql.Syntax;

/// <summary>A SELECT as written.</summary>
internal sealed record QuerySyntax(
    bool IsDistinct,
    IReadOnlyList<SelectItemSyntax> Items,
    TableSyntax From,
    ExpressionSyntax? Where,
    IReadOnlyList<ExpressionSyntax>? GroupBy,
    ExpressionSyntax? Having,
    SourceSpan Span);
