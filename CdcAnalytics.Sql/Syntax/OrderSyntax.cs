namespace CdcAnalytics.Sql.Syntax;

/// <summary>One expression of an ORDER BY.</summary>
/// <param name="Expression">What is ordered by.</param>
/// <param name="IsDescending">Whether DESC was said.</param>
/// <param name="NullsFirst">What NULLS FIRST or NULLS LAST said; null when neither was.</param>
internal sealed record OrderSyntax(ExpressionSyntax Expression, bool IsDescending, bool? NullsFirst);
