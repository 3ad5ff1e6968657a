namespace CdcAnalytics.AppHost.Topologies;

/// <summary>What is started, and by whom.</summary>
public enum Topology
{
    /// <summary>The embedded host in this process; it finds or starts its own Postgres.</summary>
    EmbeddedInThisProcess,

    /// <summary>The embedded host as a resource under Aspire; it finds or starts its own Postgres.</summary>
    EmbeddedUnderAspire,

    /// <summary>Postgres, Kafka, Kafka Connect and Flink in containers, declared by Aspire's model.</summary>
    DistributedOnContainers,

    /// <summary>The same engines as JVM processes on this machine; no container runtime is asked for.</summary>
    DistributedLocal,
}
