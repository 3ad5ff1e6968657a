using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Cluster;

/// <summary>The log messages of this project, with their event ids; 1 to 99 belong to topics, 100 to 199 to local
/// processes.</summary>
internal static partial class ClusterEvents
{
    [LoggerMessage(1, LogLevel.Information, "Topics made: {Topics}")]
    public static partial void TopicsMade(this ILogger logger, string topics);

    [LoggerMessage(2, LogLevel.Debug, "Topics are tried again, attempt {Attempt} of {MaxAttempts}: {Reason}")]
    public static partial void TopicsRetried(this ILogger logger, int attempt, int maxAttempts, string reason);

    [LoggerMessage(100, LogLevel.Information, "{Name} started as process {ProcessId}")]
    public static partial void ProcessStarted(this ILogger logger, string name, int processId);

    [LoggerMessage(101, LogLevel.Warning, "{Name} ended ({End}); it is started again in {Pause}")]
    public static partial void ProcessDied(this ILogger logger, string name, string end, TimeSpan pause);

    [LoggerMessage(102, LogLevel.Critical,
        "{Name} ended {ShortLives} times in a row within a minute of its start ({End}); it is given up. "
        + "The reason should be at the end of {LogFile}")]
    public static partial void ProcessGivenUp(
        this ILogger logger, string name, int shortLives, string end, string logFile);

    [LoggerMessage(103, LogLevel.Warning,
        "{Name}, process {ProcessId}, did not stop in {StopTimeout}; it is killed")]
    public static partial void ProcessSlowToStop(
        this ILogger logger, string name, int processId, TimeSpan stopTimeout);

    [LoggerMessage(104, LogLevel.Information, "{Name}, process {ProcessId}, stopped")]
    public static partial void ProcessStopped(this ILogger logger, string name, int processId);

    [LoggerMessage(105, LogLevel.Information, "Class-data archive {File} made, {Megabytes} MiB")]
    public static partial void ClassArchiveMade(this ILogger logger, string file, long megabytes);

    [LoggerMessage(106, LogLevel.Information, "The cluster in {Folder} is healthy after {Elapsed}")]
    public static partial void ClusterStarted(this ILogger logger, string folder, TimeSpan elapsed);
}
