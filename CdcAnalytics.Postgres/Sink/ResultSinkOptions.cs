namespace CdcAnalytics.Postgres.Sink;

/// <summary>Settings of a <see cref="PostgresResultSink"/>.</summary>
public sealed record ResultSinkOptions
{
    /// <summary>
    /// Names the pipeline's rows in the <c>cdc</c> tables; two pipelines in one database need two names. 1 to 63
    /// characters; default <c>main</c>.
    /// </summary>
    public string PipelineName { get; init; } = "main";

    /// <summary>How long a commit waits for another session's lock. 10 ms to 10 min; default 10 s.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one statement of a commit may run. 100 ms to 1 h; default 2 min.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a commit is tried again after a transient failure. 0 to 100; default 8.</summary>
    public int MaxRetries { get; init; } = 8;

    /// <summary>
    /// The first pause before a retry; it doubles, with jitter, up to <see cref="MaxRetryDelay"/>. 1 ms to 1 min;
    /// default 100 ms.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause before a retry. <see cref="RetryDelay"/> to 10 min; default 5 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Result rows of one table in one epoch from which they go through COPY instead of arrays. 1 to 1,000,000; default
    /// 2,000, where the two were measured to cost the same.
    /// </summary>
    public int CopyThresholdRows { get; init; } = 2_000;

    /// <summary>
    /// How long dropped and quarantined events are kept, by the time they were recorded. 1 min or more; default null:
    /// for ever, their tables grow without bound.
    /// </summary>
    public TimeSpan? EventRetention { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it and what was
    /// expected.</exception>
    public void Validate()
    {
        Require(PipelineName.Length is >= 1 and <= 63, nameof(PipelineName), "1 to 63 characters", PipelineName);
        RequireBetween(LockTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), nameof(LockTimeout));
        RequireBetween(
            StatementTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), nameof(StatementTimeout));
        Require(MaxRetries is >= 0 and <= 100, nameof(MaxRetries), "0 to 100", MaxRetries);
        RequireBetween(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(RetryDelay));
        RequireBetween(MaxRetryDelay, RetryDelay, TimeSpan.FromMinutes(10), nameof(MaxRetryDelay));
        Require(CopyThresholdRows is >= 1 and <= 1_000_000, nameof(CopyThresholdRows), "1 to 1,000,000",
            CopyThresholdRows);
        Require(EventRetention is null || EventRetention >= TimeSpan.FromMinutes(1), nameof(EventRetention),
            "1 minute or more, or nothing for ever", EventRetention);
    }

    private static void RequireBetween(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        Require(value >= least && value <= most, name, $"{least} to {most}", value);

    private static void Require(bool condition, string name, string expected, object? found)
    {
        if (!condition)
        {
            throw new ArgumentException($"{name} is '{found}'; expected {expected}.");
        }
    }
}
