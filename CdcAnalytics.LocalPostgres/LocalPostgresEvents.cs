using Microsoft.Extensions.Logging;

namespace CdcAnalytics.LocalPostgres;

/// <summary>The log messages of this project, with their event ids.</summary>
internal static partial class LocalPostgresEvents
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
}
