namespace CdcAnalytics.ConnectorManager;

/// <summary>The log messages of this project, with their event ids.</summary>
internal static partial class ManagerEvents
{
    [LoggerMessage(100, LogLevel.Information, "Connector {Connector} was {Change} from {File}")]
    public static partial void Applied(this ILogger logger, string connector, string change, string file);

    [LoggerMessage(101, LogLevel.Information, "Connector {Connector} runs: {Detail}")]
    public static partial void Running(this ILogger logger, string connector, string detail);

    [LoggerMessage(102, LogLevel.Information, "Connector {Connector} is coming up: {Detail}")]
    public static partial void Recovering(this ILogger logger, string connector, string detail);

    [LoggerMessage(103, LogLevel.Error, "Connector {Connector}: {Detail}")]
    public static partial void Failed(this ILogger logger, string connector, string detail);

    [LoggerMessage(104, LogLevel.Warning,
        "Connector {Connector} is restarted (attempt {Attempt}; the next one in {Pause} at the earliest): {Cause}")]
    public static partial void Restarting(
        this ILogger logger, string connector, int attempt, string cause, TimeSpan pause);

    [LoggerMessage(105, LogLevel.Warning, "{Problem}")]
    public static partial void Hindered(this ILogger logger, string problem);

    [LoggerMessage(106, LogLevel.Information, "Connect can be worked with again")]
    public static partial void ProblemGone(this ILogger logger);

    [LoggerMessage(107, LogLevel.Information,
        "Connector {Connector} is in Connect but in no file; it is left alone. --prune would remove it")]
    public static partial void Unwanted(this ILogger logger, string connector);

    [LoggerMessage(108, LogLevel.Warning, "Connector {Connector} is in no file and was removed, as --prune asks")]
    public static partial void Removed(this ILogger logger, string connector);

    [LoggerMessage(109, LogLevel.Information, "Topic {Topic} was made")]
    public static partial void TopicMade(this ILogger logger, string topic);

    [LoggerMessage(110, LogLevel.Warning, "{Count} records lie in {Topic}; the command dead-letters shows them")]
    public static partial void DeadLettersFound(this ILogger logger, long count, string topic);

    [LoggerMessage(111, LogLevel.Debug, "librdkafka: {Message}")]
    public static partial void KafkaClient(this ILogger logger, string message);
}
