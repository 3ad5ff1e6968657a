using System.Text;
using CdcAnalytics.ConnectorManager.Reconciling;
using Confluent.Kafka;

namespace CdcAnalytics.ConnectorManager.DeadLetters;

/// <summary>Reads the topics of dead letters. Its calls block; one thread uses it at a time.</summary>
internal sealed class DeadLetterReader : IDisposable
{
    private const string HeaderPrefix = "__connect.errors.";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;

    /// <summary>A reader; it connects when it is first asked.</summary>
    public DeadLetterReader(string bootstrapServers, ILogger logger)
    {
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
            {
                BootstrapServers = bootstrapServers,
                // Demanded by the client, but never used: partitions are assigned and nothing is committed.
                GroupId = "cdc-dead-letter-reader",
                EnableAutoCommit = false,
                EnablePartitionEof = true,
            })
            .SetLogHandler((_, message) => logger.KafkaClient(message.Message))
            .SetErrorHandler((_, error) => logger.KafkaClient(error.Reason))
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <summary>How many records lie in the topics; a topic that is not there holds none.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public long Count(IEnumerable<string> topics) =>
        topics.SelectMany(PartitionsOf).Sum(partition =>
        {
            var ends = _consumer.QueryWatermarkOffsets(partition, CallTimeout);
            return ends.High.Value - ends.Low.Value;
        });

    /// <summary>The newest records of the topics, oldest first within a partition.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="limit">At most so many of each partition.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public IReadOnlyList<DeadLetter> Read(
        IEnumerable<string> topics, int limit, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        foreach (var partition in topics.SelectMany(PartitionsOf))
        {
            var ends = _consumer.QueryWatermarkOffsets(partition, CallTimeout);
            if (ends.High == ends.Low)
            {
                continue;
            }

            var first = Math.Max(ends.Low.Value, ends.High.Value - limit);
            _consumer.Assign(new TopicPartitionOffset(partition, first));
            // The end is as it was on asking: a sink that goes on failing would never let us end.
            while (_consumer.Consume(CallTimeout) is { IsPartitionEOF: false } result)
            {
                cancellationToken.ThrowIfCancellationRequested();
                letters.Add(LetterOf(result));
                if (result.Offset.Value >= ends.High.Value - 1)
                {
                    break;
                }
            }
        }

        return letters;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }

    private IEnumerable<TopicPartition> PartitionsOf(string topic) =>
        _admin.GetMetadata(topic, CallTimeout).Topics
            .Where(found => found.Error.Code == ErrorCode.NoError)
            .SelectMany(found => found.Partitions.Select(
                partition => new TopicPartition(topic, partition.PartitionId)));

    private static DeadLetter LetterOf(ConsumeResult<byte[]?, byte[]?> result)
    {
        var headers = result.Message.Headers;
        return new DeadLetter(
            $"{result.Topic}/{result.Partition.Value}@{result.Offset.Value}",
            result.Message.Timestamp.UtcDateTime,
            Header(headers, "connector.name"),
            $"{Header(headers, "topic")}/{Header(headers, "partition")}@{Header(headers, "offset")}",
            Header(headers, "stage"),
            Redaction.Line($"{Header(headers, "exception.class.name")}: {Header(headers, "exception.message")}"),
            Text(result.Message.Key),
            Text(result.Message.Value));
    }

    private static string Header(Headers headers, string name) =>
        headers.TryGetLastBytes(HeaderPrefix + name, out var bytes) ? Text(bytes) ?? "" : "";

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
