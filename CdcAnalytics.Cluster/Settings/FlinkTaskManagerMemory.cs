namespace CdcAnalytics.Cluster.Settings;

/// <summary>
/// Memory of a TaskManager part by part, in MiB; the process without its start scripts demands every part. See
/// https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/deployment/memory/mem_setup_tm/.
/// </summary>
public sealed record FlinkTaskManagerMemory
{
    /// <summary>Heap of Flink itself. 64 to 65,536; default 128.</summary>
    public int FrameworkHeapMegabytes { get; init; } = 128;

    /// <summary>Heap of the jobs' operators. 64 to 65,536; default 384; the state is not in it.</summary>
    public int TaskHeapMegabytes { get; init; } = 384;

    /// <summary>
    /// RocksDB's caches and write buffers, native, one pool for all slots. 32 to 65,536; default 128. The state itself
    /// is on the disk. As managed memory each slot would have its own share, half of it for window operators: an
    /// eighth of all for a job in one of four slots.
    /// </summary>
    public int StateMegabytes { get; init; } = 128;

    /// <summary>Buffers of window operators, divided among the slots. 64 to 65,536; default 128.</summary>
    public int ManagedMegabytes { get; init; } = 128;

    /// <summary>Buffers between operators, taken at start. 32 to 65,536; default 64.</summary>
    public int NetworkMegabytes { get; init; } = 64;

    /// <summary>Direct memory of Flink itself. 32 to 65,536; default 128.</summary>
    public int FrameworkOffHeapMegabytes { get; init; } = 128;

    /// <summary>Direct memory of the jobs, Kafka clients among them. 16 to 65,536; default 64.</summary>
    public int TaskOffHeapMegabytes { get; init; } = 64;

    /// <summary>Classes, generated ones included. 64 to 4,096; default 192.</summary>
    public int MetaspaceMegabytes { get; init; } = 192;

    /// <summary>Threads' stacks, compiled code. 64 to 4,096; default 128.</summary>
    public int OverheadMegabytes { get; init; } = 128;

    /// <summary>The JVM's heap limit.</summary>
    public int HeapMegabytes => FrameworkHeapMegabytes + TaskHeapMegabytes;

    /// <summary>The JVM's limit of direct memory.</summary>
    public int DirectMegabytes => FrameworkOffHeapMegabytes + TaskOffHeapMegabytes + NetworkMegabytes;

    /// <summary>All parts together: what a container of it must have.</summary>
    public int TotalMegabytes =>
        HeapMegabytes + DirectMegabytes + StateMegabytes + ManagedMegabytes + MetaspaceMegabytes + OverheadMegabytes;

    internal void Validate()
    {
        SettingRange.Require(FrameworkHeapMegabytes, 64, 65_536);
        SettingRange.Require(TaskHeapMegabytes, 64, 65_536);
        SettingRange.Require(StateMegabytes, 32, 65_536);
        SettingRange.Require(ManagedMegabytes, 64, 65_536);
        SettingRange.Require(NetworkMegabytes, 32, 65_536);
        SettingRange.Require(FrameworkOffHeapMegabytes, 32, 65_536);
        SettingRange.Require(TaskOffHeapMegabytes, 16, 65_536);
        SettingRange.Require(MetaspaceMegabytes, 64, 4_096);
        SettingRange.Require(OverheadMegabytes, 64, 4_096);
    }
}
