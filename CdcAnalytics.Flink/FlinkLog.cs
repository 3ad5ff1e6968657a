using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Flink;

/// <summary>Every event this project logs; ids are stable and unique.</summary>
internal static partial class FlinkLog
{
    [LoggerMessage(1, LogLevel.Information, "Job {JobName} runs already as {JobId}; nothing is submitted")]
    public static partial void JobFound(this ILogger logger, string jobName, string jobId);

    [LoggerMessage(2, LogLevel.Information, "Submitted job {JobName} as {JobId}, {Origin}")]
    public static partial void JobSubmitted(this ILogger logger, string jobName, string jobId, string origin);

    [LoggerMessage(3, LogLevel.Warning,
        "Checkpoint {Path} cannot be resumed from, the next older one is tried: {Problem}")]
    public static partial void CheckpointUnusable(this ILogger logger, string path, string problem);

    [LoggerMessage(4, LogLevel.Warning, "The queries have changed: job {JobId} is stopped and the results are rebuilt")]
    public static partial void QueriesChanged(this ILogger logger, string? jobId);

    [LoggerMessage(5, LogLevel.Warning, "The submitter tries again in {DelayMilliseconds} ms: {Problem}")]
    public static partial void Retried(this ILogger logger, long delayMilliseconds, string problem);

    [LoggerMessage(6, LogLevel.Information, "Another submitter has pipeline {Pipeline}; this one stands by")]
    public static partial void StandsBy(this ILogger logger, string pipeline);

    [LoggerMessage(7, LogLevel.Warning, "Job {JobName} is {State}: {Cause}")]
    public static partial void JobUnwell(this ILogger logger, string jobName, string state, string cause);

    [LoggerMessage(8, LogLevel.Information, "Job {JobName} is {State}")]
    public static partial void JobState(this ILogger logger, string jobName, string state);

    [LoggerMessage(9, LogLevel.Warning,
        "Savepoint {Path} was taken before the change; a job of the old queries can resume there")]
    public static partial void SavepointTaken(this ILogger logger, string path);

    [LoggerMessage(10, LogLevel.Warning, "The old job is ended without a savepoint: {Problem}")]
    public static partial void SavepointFailed(this ILogger logger, string problem);

    [LoggerMessage(11, LogLevel.Warning,
        "The results are emptied and rebuilt from the source topics: no checkpoint is left")]
    public static partial void Rebuilt(this ILogger logger);

    [LoggerMessage(12, LogLevel.Warning, "The SQL gateway does not answer; the job runs without it: {Problem}")]
    public static partial void GatewayAway(this ILogger logger, string problem);

    [LoggerMessage(13, LogLevel.Warning,
        "Checkpoint {Path} of {CompletedAt:u} is older than {TransactionTimeout}: the brokers may have given up what "
        + "it counts as written")]
    public static partial void CheckpointTooOld(
        this ILogger logger, string path, DateTimeOffset completedAt, TimeSpan transactionTimeout);
}
