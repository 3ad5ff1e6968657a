namespace CdcAnalytics.Sql.Syntax;

/// <summary>A statement as written.</summary>
internal abstract record StatementSyntax(SourceSpan Span)
{
    /// <summary>CREATE TABLE.</summary>
    public sealed record CreateTable(
        TableName Name,
        IReadOnlyList<(Identifier Name, TypeSyntax Type)> Columns,
        IReadOnlyList<Identifier> PrimaryKey,
        WatermarkSyntax? Watermark,
        SourceSpan Span)
        : StatementSyntax(Span);

    /// <summary>CREATE [TEMPORARY] VIEW.</summary>
    public sealed record CreateView(
        TableName Name, IReadOnlyList<Identifier>? Columns, QuerySyntax Query, SourceSpan Span) : StatementSyntax(Span);

    /// <summary>INSERT INTO.</summary>
    public sealed record Insert(
        TableName Target,
        IReadOnlyList<Identifier>? Columns,
        QuerySyntax Query,
        SourceSpan Span) : StatementSyntax(Span);
}
