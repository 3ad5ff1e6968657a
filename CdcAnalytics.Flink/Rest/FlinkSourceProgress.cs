namespace CdcAnalytics.Flink.Rest;

/// <summary>How far a source table has been read.</summary>
/// <param name="Table">The wire table's name.</param>
/// <param name="Records">Records read.</param>
/// <param name="Watermark">Its watermark; null before the first, or for a table without.</param>
public sealed record FlinkSourceProgress(string Table, long Records, DateTimeOffset? Watermark);
