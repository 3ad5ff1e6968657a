namespace CdcAnalytics.Embedded;

/// <summary>The log messages of this project, with their event ids; 1 to 99 belong to the local server, 100 to 199
/// to the pipeline, 200 to 299 to the host.</summary>
internal static partial class EmbeddedEvents
{
    [LoggerMessage(1, LogLevel.Information,
        "Postgres {Version} started as process {ProcessId} on {SocketDirectory}, port {Port}")]
    public static partial void PostgresStarted(
        this ILogger logger, string version, int processId, string socketDirectory, int port);

    [LoggerMessage(2, LogLevel.Information,
        "Postgres process {ProcessId} was left running by an earlier run and is used again")]
    public static partial void PostgresReused(this ILogger logger, int processId);

    [LoggerMessage(3, LogLevel.Information, "Postgres process {ProcessId} stopped after a {ShutdownMode} shutdown")]
    public static partial void PostgresStopped(this ILogger logger, int processId, string shutdownMode);

    [LoggerMessage(4, LogLevel.Warning,
        "Postgres process {ProcessId} did not stop in {StopTimeout} after a {ShutdownMode} shutdown")]
    public static partial void PostgresSlowToStop(
        this ILogger logger, int processId, TimeSpan stopTimeout, string shutdownMode);

    [LoggerMessage(5, LogLevel.Warning,
        "The file {Path} of a killed Postgres names process {ProcessId}, which is another program by now")]
    public static partial void ProcessIdTakenByAnother(this ILogger logger, string path, int processId);

    [LoggerMessage(6, LogLevel.Warning, "Postgres process {ProcessId} cannot be used again ({Reason}); it is stopped")]
    public static partial void OrphanStopped(this ILogger logger, int processId, string reason);

    [LoggerMessage(7, LogLevel.Information, "Postgres start attempt {Attempt} failed in a way that passes: {LogLine}")]
    public static partial void StartingAgain(this ILogger logger, int attempt, string logLine);

    [LoggerMessage(8, LogLevel.Warning,
        "Postgres process {ProcessId} ended by itself; restart {Restart} of at most {MaxRestarts}")]
    public static partial void PostgresDied(this ILogger logger, int processId, int restart, int maxRestarts);

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
