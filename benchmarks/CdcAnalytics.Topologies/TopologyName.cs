namespace CdcAnalytics.Topologies;

/// <summary>The topologies that run the same queries.</summary>
internal enum TopologyName
{
    /// <summary>One .NET process and a Postgres.</summary>
    Embedded,

    /// <summary>Debezium on Kafka Connect, three brokers and Flink, as processes of this machine.</summary>
    Distributed,
}
