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
}
