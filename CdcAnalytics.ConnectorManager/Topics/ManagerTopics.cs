using CdcAnalytics.ConnectorManager.Desired;
using CdcAnalytics.ConnectorManager.Settings;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace CdcAnalytics.ConnectorManager.Topics;

/// <summary>
/// Makes the topics that connectors need beside their data: signals and dead letters. Brokers do not make topics by
/// themselves, and Debezium's signal reader does not either.
/// </summary>
internal sealed class ManagerTopics(ManagerSettings settings, ILogger<ManagerTopics> logger)
{
    private const string SignalTopicKey = "signal.kafka.topic";
    private const string DeadLetterTopicKey = "errors.deadletterqueue.topic.name";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>The topics of dead letters that connectors write to.</summary>
    public static IReadOnlyList<string> DeadLettersOf(IEnumerable<DesiredConnector> connectors) =>
        [.. Named(connectors, DeadLetterTopicKey)];

    /// <summary>The topic where a connector reads its signals; null when it reads none.</summary>
    public static string? SignalsOf(DesiredConnector connector) => connector.Setting(SignalTopicKey);

    /// <summary>Makes what is not there; what is there is left as it is.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or refuse.</exception>
    public async Task EnsureAsync(
        IReadOnlyList<DesiredConnector> connectors, CancellationToken cancellationToken)
    {
        string[] missing =
        [
            .. Named(connectors, SignalTopicKey).Concat(Named(connectors, DeadLetterTopicKey)).Except(_made),
        ];
        if (missing.Length == 0)
        {
            return;
        }

        using var client = new AdminClientBuilder(
                new AdminClientConfig { BootstrapServers = settings.BootstrapServers })
            .SetLogHandler((_, message) => logger.KafkaClient(message.Message))
            .SetErrorHandler((_, error) => logger.KafkaClient(error.Reason))
            .Build();
        foreach (var topic in missing)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Not given up half-way: the client may hang when it is disposed before the answer. A time-out bounds it.
            await MakeAsync(client, topic);
            _made.Add(topic);
        }
    }

    private async Task MakeAsync(IAdminClient client, string topic)
    {
        try
        {
            // One partition: signals have an order, and dead letters are few.
            await client.CreateTopicsAsync(
                [
                    new TopicSpecification
                    {
                        Name = topic,
                        NumPartitions = 1,
                        ReplicationFactor = settings.ReplicationFactor,
                    },
                ],
                new CreateTopicsOptions { RequestTimeout = CallTimeout, OperationTimeout = CallTimeout });
            logger.TopicMade(topic);
        }
        catch (CreateTopicsException exception)
            when (exception.Results is [{ Error.Code: ErrorCode.TopicAlreadyExists }])
        {
            // Another run made it.
        }
        catch (CreateTopicsException exception)
        {
            // The exception's own reason says only that an error occurred.
            throw new KafkaException(exception.Results[0].Error, exception);
        }
    }

    private static IEnumerable<string> Named(IEnumerable<DesiredConnector> connectors, string key) =>
        connectors.Select(connector => connector.Setting(key)).OfType<string>().Distinct();
}
