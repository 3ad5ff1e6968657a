using System.Text;
using Confluent.Kafka;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>Writes to and reads from topics of one partition.</summary>
internal sealed class TestTopics(string bootstrapServers) : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    private readonly IProducer<byte[], byte[]?> _producer = new ProducerBuilder<byte[], byte[]?>(
        new ProducerConfig { BootstrapServers = bootstrapServers, LingerMs = 5 }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Makes a topic of one partition.</summary>
    public async Task CreateAsync(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        await admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
    }

    /// <summary>Writes a record; a null value is a tombstone.</summary>
    public async Task WriteAsync(string topic, string key, string? value, CancellationToken cancellationToken) =>
        await _producer.ProduceAsync(
            topic,
            new() { Key = Encoding.UTF8.GetBytes(key), Value = value is null ? null : Encoding.UTF8.GetBytes(value) },
            cancellationToken);

    /// <summary>
    /// Reads all committed records of a topic, as keys and values; none when there is no such topic.
    /// </summary>
    public IReadOnlyList<(string? Key, string? Value)> Read(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
            {
                BootstrapServers = bootstrapServers,
                GroupId = "test-reader",
                EnableAutoCommit = false,
                EnablePartitionEof = true,
                IsolationLevel = IsolationLevel.ReadCommitted,
            })
            .SetLogHandler((_, _) => { })
            .Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var records = new List<(string?, string?)>();
        if (admin.GetMetadata(topic, CallTimeout).Topics is not [{ Error.Code: ErrorCode.NoError }])
        {
            return records;
        }

        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        while (consumer.Consume(CallTimeout) is { IsPartitionEOF: false } result)
        {
            records.Add((Text(result.Message.Key), Text(result.Message.Value)));
        }

        return records;
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
