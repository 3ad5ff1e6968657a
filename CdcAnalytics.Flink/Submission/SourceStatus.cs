namespace CdcAnalytics.Flink.Submission;

/// <summary>How far the job has read a source table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Watermark">Its watermark, on the table's own clock; null before the first.</param>
/// <param name="Records">Records read.</param>
/// <param name="DroppedLate">Late events that the windows dropped.</param>
internal sealed record SourceStatus(string Table, DateTimeOffset? Watermark, long Records, long DroppedLate);
