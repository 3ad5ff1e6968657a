namespace CdcAnalytics.Cluster.Settings;

/// <summary>
/// The brokers: nodes of one KRaft quorum, each of them broker and controller. One definition for local processes and
/// containers; see https://kafka.apache.org/43/configuration/broker-configs/ for what each setting does.
/// </summary>
public sealed record KafkaClusterSettings
{
    /// <summary>A cluster of one broker without replication, for a laptop or a test.</summary>
    public static KafkaClusterSettings SingleBroker { get; } =
        new() { BrokerCount = 1, ReplicationFactor = 1, MinInSyncReplicas = 1 };

    /// <summary>Base64 text of 16 bytes, 22 characters; data folders are bound to it when they are formatted.</summary>
    public string ClusterId { get; init; } = "Y2RjLWFuYWx5dGljcy0xMA";

    /// <summary>Nodes with the ids 1 to n. 1 to 9; default 3: one may be down and a majority decides.</summary>
    public int BrokerCount { get; init; } = 3;

    /// <summary>Copies of each partition, internal topics included. 1 to the broker count; default 3.</summary>
    public int ReplicationFactor { get; init; } = 3;

    /// <summary>
    /// Copies that must have a record before it is acknowledged. 1 to the replication factor; default 2: with one of
    /// three brokers down writing goes on, with two down it stops and nothing acknowledged is lost.
    /// </summary>
    public int MinInSyncReplicas { get; init; } = 2;

    /// <summary>Heap of each broker in MiB. 128 to 65,536; default 256.</summary>
    public int HeapMegabytes { get; init; } = 256;

    /// <summary>
    /// Memory in MiB of the table by which compaction finds the newest record of a key, taken from the heap at start.
    /// 2 to 4,096; default 16, some 600,000 keys a pass. Kafka's own 128 would be half of the heap.
    /// </summary>
    public int CompactionBufferMegabytes { get; init; } = 16;

    /// <summary>
    /// Size in MiB at which a log's segment is closed. 1 to 1,024; default 64: the open segment is never compacted.
    /// </summary>
    public int SegmentMegabytes { get; init; } = 64;

    /// <summary>
    /// Partitions of the topics of consumer groups and of transactions, fixed when they are made. 1 to 100; default 3:
    /// each is a log to recover at start and to move after a death; there are a handful of groups.
    /// </summary>
    public int InternalTopicPartitions { get; init; } = 3;

    /// <summary>
    /// Silence after which the controllers take a broker for dead and move its leaders. 3 s to 60 s; default 6 s: six
    /// heartbeats, longer than any pause of a small heap, and it bounds how long a killed broker's writers wait.
    /// </summary>
    public TimeSpan BrokerSessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Between a broker's heartbeats. At most half of the session time-out; default 1 s.</summary>
    public TimeSpan BrokerHeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Silence of the leading controller after which the others elect. 500 ms to 30 s; default 2 s, the same as
    /// Kafka's: shorter elects anew at every pause of a busy disk.
    /// </summary>
    public TimeSpan ControllerFetchTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an election waits for votes. 500 ms to 30 s; default 1 s.</summary>
    public TimeSpan ControllerElectionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How far a living but hanging follower may stay behind before writers stop waiting for it. 2 s to 120 s; default
    /// 10 s, within the recovery aimed at; Kafka's 30 s would hold every write up for so long.
    /// </summary>
    public TimeSpan ReplicaLagLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a new consumer group waits for more members. 0 to 60 s; default 0: the members are known beforehand.
    /// </summary>
    public TimeSpan GroupInitialRebalanceDelay { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// The longest time-out that a writer may ask for its transactions. 1 min to 24 days; default 7 days: so long may
    /// Flink be down between a checkpoint and the commit of its results, which Kafka's 15 min would throw away.
    /// </summary>
    public TimeSpan TransactionMaxTimeout { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Between two looks for transactions past their time-out. 100 ms to 60 s; default 1 s: what a killed worker of
    /// Connect left open keeps its successor from starting, and Kafka's 10 s would double the source's own 10 s.
    /// </summary>
    public TimeSpan TransactionExpiryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate()
    {
        RequireClusterId();
        SettingRange.Require(BrokerCount, 1, 9);
        SettingRange.Require(ReplicationFactor, 1, BrokerCount);
        SettingRange.Require(MinInSyncReplicas, 1, ReplicationFactor);
        SettingRange.Require(HeapMegabytes, 128, 65_536);
        SettingRange.Require(CompactionBufferMegabytes, 2, 4_096);
        SettingRange.Require(SegmentMegabytes, 1, 1_024);
        SettingRange.Require(InternalTopicPartitions, 1, 100);
        SettingRange.Require(BrokerSessionTimeout, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));
        SettingRange.RequireHeartbeat(BrokerHeartbeatInterval, BrokerSessionTimeout);
        var half = TimeSpan.FromMilliseconds(500);
        SettingRange.Require(ControllerFetchTimeout, half, TimeSpan.FromSeconds(30));
        SettingRange.Require(ControllerElectionTimeout, half, TimeSpan.FromSeconds(30));
        SettingRange.Require(ReplicaLagLimit, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2));
        SettingRange.Require(GroupInitialRebalanceDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        SettingRange.Require(TransactionMaxTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(24));
        SettingRange.Require(
            TransactionExpiryInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    }

    private void RequireClusterId()
    {
        Span<byte> bytes = stackalloc byte[16];
        var base64 = ClusterId.Replace('-', '+').Replace('_', '/') + "==";
        if (ClusterId.Length != 22 || !Convert.TryFromBase64String(base64, bytes, out var length) || length != 16)
        {
            throw new ClusterSettingException(
                $"{nameof(ClusterId)} is '{ClusterId}'; it must be 16 bytes in URL-safe Base64, 22 characters.");
        }
    }
}
