namespace CdcAnalytics.Sql.Syntax;

/// <summary>An INTERVAL literal: a length of time in months or in microseconds, never both.</summary>
/// <param name="Months">Months, when its unit is YEAR or MONTH; else null.</param>
/// <param name="Microseconds">Microseconds, when its unit is DAY or shorter; else null.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record IntervalSyntax(long? Months, long? Microseconds, SourceSpan Span);
