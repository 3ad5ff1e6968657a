namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>When a <see cref="PipelineRunner"/> ends an epoch.</summary>
public sealed record PipelineRunnerOptions
{
    /// <summary>
    /// While catching up, an epoch ends once it holds this many change events. At the end of the log it ends as soon as
    /// the previous commit is through. 1 to 10,000,000 {event}; default 200,000.
    /// </summary>
    public int MaxEpochEvents { get; init; } = 200_000;

    /// <summary>
    /// While catching up, an epoch ends after this time even if it is small. 10 ms to 1 min; default 1 s.
    /// </summary>
    public TimeSpan MaxEpochInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// While catching up, an epoch ends when the source has been silent for this time: it may be waiting for the
    /// acknowledgement. 1 ms to 10 s; default 20 ms.
    /// </summary>
    public TimeSpan CatchUpPatience { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long a commit under way may take to end after the runner was told to stop. 0 to 5 min; default 10 s.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
