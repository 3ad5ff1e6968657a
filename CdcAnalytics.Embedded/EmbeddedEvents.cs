namespace CdcAnalytics.Embedded;

/// <summary>The log messages of this project, with their event ids; 100 to 199 belong to the
/// pipeline, 200 to 299 to the host.</summary>
internal static partial class EmbeddedEvents
{
    [LoggerMessage(100, LogLevel.Error,
        "Changes were lost with the slot; the tables are read again from a new snapshot")]
    public static partial void Resynchronising(this ILogger logger, Exception exception);

    [LoggerMessage(101, LogLevel.Warning, "The queries changed since the last run; all results are computed anew")]
    public static partial void Rebuilding(this ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Warning,
        "The pipeline failed ({Failures} in a row of at most {MaxFailures}): {Reason} It goes on from the last "
        + "checkpoint in {Pause}")]
    public static partial void LifeFailed(
        this ILogger logger, int failures, int maxFailures, string? reason, TimeSpan pause);

    [LoggerMessage(103, LogLevel.Warning,
        "The pipeline was interrupted ({Reason}); it goes on from the last checkpoint")]
    public static partial void LifeEnded(this ILogger logger, string reason);

    [LoggerMessage(200, LogLevel.Warning,
        "The start failed ({Failures} in a row of at most {MaxFailures}): {Reason} It is tried again in {Pause}")]
    public static partial void StartFailed(
        this ILogger logger, int failures, int maxFailures, string? reason, TimeSpan pause);

    [LoggerMessage(201, LogLevel.Warning, "The replication slot could not be looked at: {Reason}")]
    public static partial void SlotHealthUnknown(this ILogger logger, string reason);
}
