using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Planning;

/// <summary>One expression of an order.</summary>
internal sealed record Ordering(BoundExpression Value, bool IsDescending, bool NullsFirst);
