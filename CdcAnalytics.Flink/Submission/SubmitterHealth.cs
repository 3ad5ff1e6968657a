namespace CdcAnalytics.Flink.Submission;

/// <summary>Whether the job does its work.</summary>
/// <param name="IsHealthy">Whether it runs and has completed a checkpoint.</param>
/// <param name="Description">A sentence: what it does, or why not.</param>
internal sealed record SubmitterHealth(bool IsHealthy, string Description);
