namespace CdcAnalytics.Flink.Rest;

/// <summary>What a job's operators report.</summary>
/// <param name="Sources">The tables read.</param>
/// <param name="DroppedLateByWindow">
/// Late events dropped by each operator of windows; an event is dropped by each query that reads it.
/// </param>
public sealed record FlinkProgress(
    IReadOnlyList<FlinkSourceProgress> Sources, IReadOnlyList<long> DroppedLateByWindow);
