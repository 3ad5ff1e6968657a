using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Syntax;

/// <summary>A type as written, already resolved; nullable unless NOT NULL was said.</summary>
/// <param name="Type">The type.</param>
/// <param name="HasLength">Whether a length was said, as in VARCHAR(10); lengths are not checked.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record TypeSyntax(ColumnType Type, bool HasLength, SourceSpan Span);
