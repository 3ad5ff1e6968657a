using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Plans;

/// <summary>One aggregate of a group.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="Argument">
/// Position in the input's rows; null exactly for <see cref="AggregateFunction.CountRows"/>.
/// </param>
/// <param name="IsDistinct">Whether equal arguments count once.</param>
/// <param name="Result">The result's type. A sum keeps its argument's scale; an average has its own.</param>
public sealed record AggregateCall(AggregateFunction Function, int? Argument, bool IsDistinct, ColumnType Result);
