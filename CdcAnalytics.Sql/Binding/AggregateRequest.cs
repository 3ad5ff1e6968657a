using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Sql.Binding;

/// <summary>An aggregate that a query asks for.</summary>
/// <param name="Result">The column that stands for its result.</param>
/// <param name="Function">What is computed.</param>
/// <param name="Argument">What it is computed of; null exactly for COUNT(*).</param>
/// <param name="IsDistinct">Whether equal arguments count once.</param>
internal sealed record AggregateRequest(
    PlanColumn Result, AggregateFunction Function, BoundExpression? Argument, bool IsDistinct);
