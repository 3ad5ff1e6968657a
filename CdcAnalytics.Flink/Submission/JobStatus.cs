namespace CdcAnalytics.Flink.Submission;

/// <summary>What is known of the job at a moment.</summary>
/// <param name="JobId">Its id; null when there is none.</param>
/// <param name="State">Flink's word for its state; null when there is none.</param>
/// <param name="Activity">A sentence for people: what it does, or why not.</param>
/// <param name="Hash">The hash of its statements; null when unknown.</param>
/// <param name="Records">Records read since it was submitted; null when unknown.</param>
/// <param name="RecordsPerSecond">Over the last interval; null when unknown.</param>
internal sealed record JobStatus(
    string? JobId, string? State, string Activity, string? Hash, long? Records, double? RecordsPerSecond);
