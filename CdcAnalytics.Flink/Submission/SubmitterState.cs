namespace CdcAnalytics.Flink.Submission;

/// <summary>How the submitter is, for the health check. Written by the worker, read by any thread.</summary>
internal sealed class SubmitterState
{
    private volatile SubmitterHealth _health = new(IsHealthy: false, "The submitter starts.");

    /// <summary>The last word.</summary>
    public SubmitterHealth Health
    {
        get => _health;
        set => _health = value;
    }
}
