using System.Collections.Immutable;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>The newest event hours, oldest first.</summary>
/// <param name="Hours">At most as many as asked for; hours without any trip are missing.</param>
/// <param name="StrayHours">Newer hours left out because they stand alone, far ahead of the others.</param>
public sealed record HourTotals(ImmutableArray<HourTotal> Hours, int StrayHours);
