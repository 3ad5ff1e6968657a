using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Syntax;

/// <summary>A type as written, already resolved; nullable unless NOT NULL was said.</summary>
internal sealed record TypeSyntax(ColumnType Type, SourceSpan Span);
