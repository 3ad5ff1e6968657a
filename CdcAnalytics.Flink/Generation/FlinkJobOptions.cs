namespace CdcAnalytics.Flink.Generation;

/// <summary>What the generated statements say besides the queries.</summary>
public sealed record FlinkJobOptions
{
    /// <summary>The brokers as Flink's processes see them: <c>host:port,host:port</c>.</summary>
    public required string KafkaBootstrapServers { get; init; }

    /// <summary>The pipeline's name: the job's name, and part of its consumer groups. Default cdc_analytics.</summary>
    public string Name { get; init; } = "cdc_analytics";

    /// <summary>Debezium's <c>topic.prefix</c>; a table's topic is prefix.schema.table. Default cdc.</summary>
    public string SourceTopicPrefix { get; init; } = "cdc";

    /// <summary>Prefix of the result topics; a result table's is prefix.table. Default analytics.</summary>
    public string ResultTopicPrefix { get; init; } = "analytics";

    /// <summary>Subtasks of each operator; 1 or more, default 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Partitions of a source topic; 1 or more, default 1. More than one may be idle by itself.</summary>
    public int SourcePartitions { get; init; } = 1;

    /// <summary>
    /// From one checkpoint to the next; 100 ms or more, default 350 ms: results are committed with it, and seen then.
    /// Each costs some work in every process, whether anything changed or not.
    /// </summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMilliseconds(350);

    /// <summary>
    /// How long a checkpoint's results wait in the brokers for their commit while Flink is down; default 7 days. A
    /// checkpoint that is older is not resumed from. At most the brokers' <c>transaction.max.timeout.ms</c>.
    /// </summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How far ahead of its commit an event time may lie and move the watermark; default 1 day.</summary>
    public TimeSpan MaxEventTimeAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>After how long a silent partition no longer holds the windows back; default 10 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
