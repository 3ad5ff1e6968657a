namespace CdcAnalytics.Dashboard.Live;

/// <summary>How fresh what the page shows is.</summary>
/// <param name="State">Whether the tables can be read.</param>
/// <param name="Problem">Why not, in words without secrets; null when they can.</param>
/// <param name="LastReadAt">When they were last read, processing time; null before the first time.</param>
internal sealed record DatabaseFreshness(DatabaseState State, string? Problem, DateTimeOffset? LastReadAt);
