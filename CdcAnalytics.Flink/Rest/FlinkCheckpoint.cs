namespace CdcAnalytics.Flink.Rest;

/// <summary>A completed checkpoint that is retained.</summary>
/// <param name="Id">Its number in the job.</param>
/// <param name="Path">Where to resume from.</param>
/// <param name="CompletedAt">When its last part was written.</param>
public sealed record FlinkCheckpoint(long Id, string Path, DateTimeOffset CompletedAt);
