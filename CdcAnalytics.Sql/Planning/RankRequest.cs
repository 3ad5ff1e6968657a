using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>A ROW_NUMBER() that a query asks for.</summary>
internal sealed record RankRequest(
    IReadOnlyList<BoundExpression> Partition, IReadOnlyList<Ordering> Order, SourceSpan Span);
