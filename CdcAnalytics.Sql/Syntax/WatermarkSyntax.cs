namespace CdcAnalytics.Sql.Syntax;

/// <summary>WATERMARK FOR column AS column - delay.</summary>
internal sealed record WatermarkSyntax(Identifier Column, TimeSpan Delay, SourceSpan Span);
