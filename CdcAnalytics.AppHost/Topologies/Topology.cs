namespace CdcAnalytics.AppHost.Topologies;

/// <summary>What is started, and by whom.</summary>
public enum Topology
{
    /// <summary>The embedded host in this process; it finds or starts its own Postgres.</summary>
    EmbeddedInThisProcess,

    /// <summary>The embedded host as a resource under Aspire; it finds or starts its own Postgres.</summary>
    EmbeddedUnderAspire,

    /// <summary>The embedded host as a resource under Aspire, on a Postgres container, with pgAdmin.</summary>
    EmbeddedOnContainers,
}
