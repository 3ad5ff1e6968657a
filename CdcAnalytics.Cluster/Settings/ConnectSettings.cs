namespace CdcAnalytics.Cluster.Settings;

/// <summary>
/// The Kafka Connect worker that runs Debezium's source and sink. One definition for local processes and containers;
/// see https://kafka.apache.org/43/configuration/kafka-connect-configs/ for what each setting does.
/// </summary>
public sealed record ConnectSettings
{
    /// <summary>Names the group of workers; default <c>cdc-connect</c>.</summary>
    public string GroupId { get; init; } = "cdc-connect";

    /// <summary>Topic of the connectors' configurations; default <c>connect-configs</c>.</summary>
    public string ConfigTopic { get; init; } = "connect-configs";

    /// <summary>Topic of the sources' positions; default <c>connect-offsets</c>.</summary>
    public string OffsetTopic { get; init; } = "connect-offsets";

    /// <summary>Topic of the connectors' states; default <c>connect-status</c>.</summary>
    public string StatusTopic { get; init; } = "connect-status";

    /// <summary>Copies of the three topics. 1 to 9; default 3, as the brokers have.</summary>
    public int ReplicationFactor { get; init; } = 3;

    /// <summary>
    /// Partitions of the offset and status topics. 1 to 50; default 3: Kafka's 25 and 5 are for hundreds of connectors,
    /// and every worker reads them all at start.
    /// </summary>
    public int InternalTopicPartitions { get; init; } = 3;

    /// <summary>Heap in MiB. 192 to 65,536; default 512.</summary>
    public int HeapMegabytes { get; init; } = 512;

    /// <summary>
    /// Which environment variables a connector's configuration may read as <c>${env:NAME}</c>, a regular expression;
    /// default <c>CDC_.*</c>: a connector cannot read the rest of the worker's environment.
    /// </summary>
    public string SecretVariablePattern { get; init; } = "CDC_.*";

    /// <summary>
    /// Whether sources write their records and positions in one transaction; default true: a killed worker leaves no
    /// record twice that it had committed once.
    /// </summary>
    public bool IsExactlyOnceSource { get; init; } = true;

    /// <summary>
    /// Whether connectors may make topics with their own settings; default true, for Debezium's heartbeat topic.
    /// Brokers never make topics by themselves.
    /// </summary>
    public bool MayCreateTopics { get; init; } = true;

    /// <summary>
    /// Compression of what sources write: none, gzip, snappy, lz4; default lz4, which halved the brokers' CPU time.
    /// Not zstd, which Flink's Kafka connector cannot read.
    /// </summary>
    public string Compression { get; init; } = "lz4";

    /// <summary>
    /// Silence after which a worker is out of its group. 6 s to 60 s; default 6 s, the least that brokers allow: a
    /// killed worker's tasks wait for so long.
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Between a worker's heartbeats. At most half of the session time-out; default 2 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long tasks of a lost worker stay unassigned in case it comes back. 0 to 5 min; default 1 s: with one worker
    /// there is nobody else to spare, and Kafka's 5 min would be five minutes of standstill.
    /// </summary>
    public TimeSpan ScheduledRebalanceDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Silence after which a sink's consumer loses its partitions. 6 s to 60 s; default 6 s: a killed worker's
    /// successor reads nothing before; the client's 45 s is why Connect took 43 s to recover.
    /// </summary>
    public TimeSpan ConsumerSessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Between a sink consumer's heartbeats. At most half of its session time-out; default 2 s.</summary>
    public TimeSpan ConsumerHeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Between commits of positions. 100 ms to 5 min; default 5 s: so much a killed sink writes again, and so far
    /// behind Postgres may drop its WAL.
    /// </summary>
    public TimeSpan OffsetFlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a task may take to stop. 1 s to 60 s; default 5 s.</summary>
    public TimeSpan TaskStopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate()
    {
        SettingRange.RequireName(GroupId);
        SettingRange.RequireName(ConfigTopic);
        SettingRange.RequireName(OffsetTopic);
        SettingRange.RequireName(StatusTopic);
        SettingRange.Require(ReplicationFactor, 1, 9);
        SettingRange.Require(InternalTopicPartitions, 1, 50);
        SettingRange.Require(HeapMegabytes, 192, 65_536);
        RequireCompression();
        var minute = TimeSpan.FromMinutes(1);
        // Brokers refuse a shorter session (group.min.session.timeout.ms).
        var shortestSession = TimeSpan.FromSeconds(6);
        SettingRange.Require(SessionTimeout, shortestSession, minute);
        SettingRange.RequireHeartbeat(HeartbeatInterval, SessionTimeout);
        SettingRange.Require(ScheduledRebalanceDelay, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        SettingRange.Require(ConsumerSessionTimeout, shortestSession, minute);
        SettingRange.RequireHeartbeat(ConsumerHeartbeatInterval, ConsumerSessionTimeout);
        SettingRange.Require(OffsetFlushInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        SettingRange.Require(TaskStopTimeout, TimeSpan.FromSeconds(1), minute);
    }

    private void RequireCompression()
    {
        if (Compression is not ("none" or "gzip" or "snappy" or "lz4"))
        {
            throw new ClusterSettingException(
                $"{nameof(Compression)} is '{Compression}'; it may be none, gzip, snappy or lz4. Flink's Kafka "
                + "connector carries no zstd.");
        }
    }
}
