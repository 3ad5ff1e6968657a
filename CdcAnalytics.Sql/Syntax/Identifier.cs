namespace CdcAnalytics.Sql.Syntax;

/// <summary>A name, without the backticks it may have been written in.</summary>
internal sealed record Identifier(string Name, SourceSpan Span);
