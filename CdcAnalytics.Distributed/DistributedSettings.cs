using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Embedded.Settings;

namespace CdcAnalytics.Distributed;

/// <summary>What a user may set of the distributed topology on processes of this machine.</summary>
/// <param name="Common">The settings it shares with the embedded topology; the others stay at their defaults.</param>
internal sealed record DistributedSettings(EmbeddedSettings Common)
{
    /// <summary>Partitions of each source and result topic, 1 to 100; default 1: one order of all changes.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Parallelism of the Flink job, 1 to 4, the slots of the one TaskManager; default 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>How much the JVMs optimise; default <see cref="JitMode.Full"/>.</summary>
    public JitMode Jit { get; init; } = JitMode.Full;

    /// <summary>Whether trips are seeded and go on happening.</summary>
    public bool IsDemo => Common.Demo ?? Common.Pipelines is null;
}
