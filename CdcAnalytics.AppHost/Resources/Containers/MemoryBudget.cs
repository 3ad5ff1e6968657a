using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.AppHost.Resources.Containers;

/// <summary>
/// The containers' memory limits in MiB; together with the .NET processes they fit a machine of 8 GB. See
/// docs/decisions/memory-budget.md for what each was measured to use.
/// </summary>
internal static class MemoryBudget
{
    /// <summary>Shared buffers of 128 MiB, and a process for each connection.</summary>
    public const int PostgresMegabytes = 512;

    /// <summary>Python, a worker.</summary>
    public const int PgAdminMegabytes = 320;

    /// <summary>A Spring application with a small heap.</summary>
    public const int KafkaUiMegabytes = 448;

    /// <summary>Go; its limiter refuses data before this is reached.</summary>
    public const int CollectorMegabytes = 192;

    /// <summary>Of each .NET service where it is published as a container; under Aspire it has no limit.</summary>
    public const int DotNetServiceMegabytes = 256;

    // What a JVM needs beside its heap: classes, compiled code, threads, direct buffers. Measured 60 to 130 MiB.
    private const int BesideKafkaHeapMegabytes = 256;

    private const int BesideConnectHeapMegabytes = 256;

    private const int BesideGatewayHeapMegabytes = 256;

    /// <summary>Of each broker.</summary>
    public static int BrokerMegabytes(KafkaClusterSettings settings) =>
        settings.HeapMegabytes + BesideKafkaHeapMegabytes;

    /// <summary>Of the Connect worker.</summary>
    public static int ConnectMegabytes(ConnectSettings settings) =>
        settings.HeapMegabytes + BesideConnectHeapMegabytes;

    /// <summary>Of the JobManager; Flink itself accounts for every part.</summary>
    public static int JobManagerMegabytes(FlinkSettings settings) => settings.JobManager.TotalMegabytes;

    /// <summary>Of each TaskManager; Flink itself accounts for every part.</summary>
    public static int TaskManagerMegabytes(FlinkSettings settings) => settings.TaskManager.TotalMegabytes;

    /// <summary>Of the SQL gateway.</summary>
    public static int GatewayMegabytes(FlinkSettings settings) =>
        settings.GatewayHeapMegabytes + BesideGatewayHeapMegabytes;
}
