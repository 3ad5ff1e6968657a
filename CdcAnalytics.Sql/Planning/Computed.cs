using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Planning;

/// <summary>A column and how it is computed.</summary>
internal sealed record Computed(PlanColumn Column, BoundExpression Value);
