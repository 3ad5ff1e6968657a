namespace CdcAnalytics.Topologies;

/// <summary>What is measured.</summary>
internal sealed record TopologiesOptions
{
    /// <summary>The topologies, in the order in which they are measured.</summary>
    public required IReadOnlyList<TopologyName> Topologies { get; init; }

    /// <summary>Trips that are in Postgres when a host starts to capture.</summary>
    public required long StartTrips { get; init; }

    /// <summary>Trips that are inserted as fast as Postgres takes them.</summary>
    public required long Trips { get; init; }

    /// <summary>Rows of one transaction of those.</summary>
    public required int TransactionRows { get; init; }

    /// <summary>Changes a second while latency is measured.</summary>
    public required int ChangesPerSecond { get; init; }

    /// <summary>How long latency is measured, after a warm-up that does not count; null leaves it out.</summary>
    public required TimeSpan? LatencyDuration { get; init; }

    /// <summary>Decides the trips.</summary>
    public required long Seed { get; init; }

    /// <summary>How much the JVMs optimise, as the distributed host names it.</summary>
    public required string Jit { get; init; }

    /// <summary>Folder of the result file.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Whether the hosts' folders are left when all went well.</summary>
    public required bool KeepsFolders { get; init; }
}
