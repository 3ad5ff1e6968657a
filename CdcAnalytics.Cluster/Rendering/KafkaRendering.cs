using System.Globalization;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Rendering;

/// <summary>
/// From <see cref="KafkaClusterSettings"/> to a node's <c>server.properties</c>, or to the environment of the
/// <c>apache/kafka</c> image.
/// </summary>
public static class KafkaRendering
{
    /// <summary>Where the image's volume is mounted.</summary>
    public const string ContainerDataFolder = "/var/lib/kafka/data";

    private const string ContainerPrefix = "KAFKA_";

    private static readonly string[] Listeners =
        [KafkaAddresses.ControllerListener, KafkaAddresses.ExternalListener, KafkaAddresses.InternalListener];

    /// <summary>The settings of a node that are no addresses and no folders; the same however it is run.</summary>
    /// <param name="settings">The cluster.</param>
    /// <param name="nodeId">1 to the broker count.</param>
    public static IReadOnlyDictionary<string, string> Properties(KafkaClusterSettings settings, int nodeId)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(nodeId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodeId, settings.BrokerCount);
        return Common(settings, nodeId);
    }

    /// <summary>All of <c>server.properties</c>.</summary>
    /// <param name="settings">The cluster.</param>
    /// <param name="nodeId">1 to the broker count.</param>
    /// <param name="addresses">Where it listens and where the others are.</param>
    /// <param name="dataFolder">Where it keeps its logs.</param>
    public static IReadOnlyDictionary<string, string> ServerProperties(
        KafkaClusterSettings settings, int nodeId, KafkaAddresses addresses, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var properties = new PropertyMap
        {
            { "log.dirs", dataFolder },
            { KafkaAddresses.ListenersKey, addresses.Listeners },
            { KafkaAddresses.AdvertisedListenersKey, addresses.AdvertisedListeners },
            { KafkaAddresses.QuorumVotersKey, addresses.QuorumVoters },
        };
        properties.AddAll(Properties(settings, nodeId));
        return properties;
    }

    /// <summary>
    /// The image's environment but for the addresses: those are the variables that <see cref="EnvironmentName"/> gives
    /// for <see cref="KafkaAddresses"/>' three keys, and whoever knows the network adds them.
    /// </summary>
    /// <param name="settings">The cluster.</param>
    /// <param name="nodeId">1 to the broker count.</param>
    public static IReadOnlyDictionary<string, string> ContainerEnvironment(KafkaClusterSettings settings, int nodeId)
    {
        var environment = new PropertyMap
        {
            // The image formats the data folder with this when it is empty.
            { "CLUSTER_ID", settings?.ClusterId ?? throw new ArgumentNullException(nameof(settings)) },
            { "KAFKA_HEAP_OPTS", HeapOptions(settings.HeapMegabytes) },
            { "KAFKA_LOG_DIRS", ContainerDataFolder },
        };
        foreach (var (name, value) in Properties(settings, nodeId))
        {
            environment.Add(EnvironmentName(name), value);
        }

        return environment;
    }

    /// <summary>
    /// The variable that the image turns into a property: <c>.</c> becomes <c>_</c>, <c>_</c> becomes <c>__</c> and
    /// <c>-</c> becomes <c>___</c>; for example <c>KAFKA_LOG_DIRS</c> for <c>log.dirs</c>.
    /// </summary>
    public static string EnvironmentName(string property)
    {
        ArgumentNullException.ThrowIfNull(property);
        // Underscores first: the other two make new ones.
        return ContainerPrefix + property
            .Replace("_", "__", StringComparison.Ordinal)
            .Replace("-", "___", StringComparison.Ordinal)
            .Replace('.', '_')
            .ToUpperInvariant();
    }

    /// <summary>Half of the heap from the start: less would be collected again and again while starting.</summary>
    internal static string HeapOptions(int megabytes) =>
        string.Create(CultureInfo.InvariantCulture, $"-Xms{megabytes / 2}m -Xmx{megabytes}m");

    private static PropertyMap Common(KafkaClusterSettings settings, int nodeId)
    {
        const int mebibyte = 1024 * 1024;
        var properties = new PropertyMap
        {
            { "process.roles", "broker,controller" },
            { "controller.listener.names", KafkaAddresses.ControllerListener },
            { "inter.broker.listener.name", KafkaAddresses.InternalListener },
            { "listener.security.protocol.map", string.Join(',', Listeners.Select(name => $"{name}:PLAINTEXT")) },
            { "node.id", nodeId },
            // A topic made by a typing error would have the wrong partitions and nobody to notice.
            { "auto.create.topics.enable", false },
            { "default.replication.factor", settings.ReplicationFactor },
            { "min.insync.replicas", settings.MinInSyncReplicas },
            { "offsets.topic.replication.factor", settings.ReplicationFactor },
            { "offsets.topic.num.partitions", settings.InternalTopicPartitions },
            { "transaction.state.log.replication.factor", settings.ReplicationFactor },
            { "transaction.state.log.min.isr", settings.MinInSyncReplicas },
            { "transaction.state.log.num.partitions", settings.InternalTopicPartitions },
            { "share.coordinator.state.topic.replication.factor", settings.ReplicationFactor },
            { "share.coordinator.state.topic.min.isr", settings.MinInSyncReplicas },
            { "share.coordinator.state.topic.num.partitions", settings.InternalTopicPartitions },
            { "log.segment.bytes", settings.SegmentMegabytes * mebibyte },
            { "log.cleaner.dedupe.buffer.size", $"{(long)settings.CompactionBufferMegabytes * mebibyte}" },
            // Two cores serve three brokers; Kafka's 8 and 3 threads are for a machine each.
            { "num.io.threads", 4 },
            { "num.network.threads", 2 },
        };
        properties.AddMilliseconds("broker.heartbeat.interval.ms", settings.BrokerHeartbeatInterval);
        properties.AddMilliseconds("broker.session.timeout.ms", settings.BrokerSessionTimeout);
        properties.AddMilliseconds("controller.quorum.fetch.timeout.ms", settings.ControllerFetchTimeout);
        properties.AddMilliseconds("controller.quorum.election.timeout.ms", settings.ControllerElectionTimeout);
        properties.AddMilliseconds("replica.lag.time.max.ms", settings.ReplicaLagLimit);
        properties.AddMilliseconds("group.initial.rebalance.delay.ms", settings.GroupInitialRebalanceDelay);
        properties.AddMilliseconds("transaction.max.timeout.ms", settings.TransactionMaxTimeout);
        properties.AddMilliseconds(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", settings.TransactionExpiryInterval);
        return properties;
    }
}
