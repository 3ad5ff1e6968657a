namespace CdcAnalytics.Cluster.Settings;

/// <summary>
/// Memory of the JobManager part by part, in MiB; see
/// https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/deployment/memory/mem_setup_jobmanager/.
/// </summary>
public sealed record FlinkJobManagerMemory
{
    /// <summary>Job graphs, checkpoint book-keeping, the REST server. 128 to 65,536; default 384.</summary>
    public int HeapMegabytes { get; init; } = 384;

    /// <summary>Direct memory, for the network. 64 to 65,536; default 128.</summary>
    public int OffHeapMegabytes { get; init; } = 128;

    /// <summary>Classes. 64 to 4,096; default 192.</summary>
    public int MetaspaceMegabytes { get; init; } = 192;

    /// <summary>Threads' stacks, compiled code. 64 to 4,096; default 128.</summary>
    public int OverheadMegabytes { get; init; } = 128;

    /// <summary>All parts together: what a container of it must have.</summary>
    public int TotalMegabytes => HeapMegabytes + OffHeapMegabytes + MetaspaceMegabytes + OverheadMegabytes;

    internal void Validate()
    {
        SettingRange.Require(HeapMegabytes, 128, 65_536);
        SettingRange.Require(OffHeapMegabytes, 64, 65_536);
        SettingRange.Require(MetaspaceMegabytes, 64, 4_096);
        SettingRange.Require(OverheadMegabytes, 64, 4_096);
    }
}
