namespace CdcAnalytics.Cluster.Topics;

/// <summary>A topic as it should be.</summary>
/// <param name="Name">For example <c>cdc.public.yellow_taxi</c>.</param>
public sealed record TopicDefinition(string Name)
{
    /// <summary>1 or more; default 1. One partition keeps all records of the topic in one order.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Copies of each partition, 1 to the number of brokers; default 3.</summary>
    public int ReplicationFactor { get; init; } = 3;

    /// <summary>
    /// Whether the newest record of each key is kept for ever; else records go after the brokers' retention. Default
    /// true.
    /// </summary>
    public bool IsCompacted { get; init; } = true;

    /// <summary>Further settings of the topic by Kafka's own names, used when it is made; none by default.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
