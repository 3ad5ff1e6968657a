namespace CdcAnalytics.Cluster.Rendering;

/// <summary>Where Flink's processes listen and find each other.</summary>
public sealed record FlinkAddresses
{
    /// <summary>Address to listen on: loopback for local processes, every one inside a container.</summary>
    public required string BindHost { get; init; }

    /// <summary>The JobManager as the other processes see it.</summary>
    public required string JobManagerHost { get; init; }

    /// <summary>The SQL gateway as its clients see it.</summary>
    public required string GatewayHost { get; init; }

    /// <summary>
    /// The TaskManager as the JobManager sees it; null in containers, where each of several finds its own address.
    /// </summary>
    public string? TaskManagerHost { get; init; }

    /// <summary>Port of the JobManager for TaskManagers; default 6123.</summary>
    public int JobManagerRpcPort { get; init; } = 6123;

    /// <summary>Port of the JobManager's files; default 6124.</summary>
    public int BlobPort { get; init; } = 6124;

    /// <summary>Port of the JobManager's REST server and web page; default 8081.</summary>
    public int RestPort { get; init; } = 8081;

    /// <summary>Port of a TaskManager for the JobManager; default 6122.</summary>
    public int TaskManagerRpcPort { get; init; } = 6122;

    /// <summary>Port of a TaskManager for other TaskManagers' data; default 6121.</summary>
    public int TaskManagerDataPort { get; init; } = 6121;

    /// <summary>Port of the SQL gateway's REST server; default 8088, as Connect has Flink's own 8083.</summary>
    public int GatewayPort { get; init; } = 8088;

    /// <summary>
    /// Port of each process's Prometheus page, or null for none. Local processes have none: the reporter listens on all
    /// addresses and cannot be told otherwise.
    /// </summary>
    public int? MetricsPort { get; init; }

    /// <summary>Local processes; the ports are to be set.</summary>
    public static FlinkAddresses Loopback { get; } = new()
    {
        BindHost = "127.0.0.1",
        JobManagerHost = "127.0.0.1",
        TaskManagerHost = "127.0.0.1",
        GatewayHost = "127.0.0.1",
    };

    /// <summary>Containers of one network, with the usual ports and a Prometheus page on 9249.</summary>
    /// <param name="jobManagerHost">Name of the JobManager's container.</param>
    /// <param name="gatewayHost">Name of the SQL gateway's container.</param>
    public static FlinkAddresses Containers(string jobManagerHost, string gatewayHost) => new()
    {
        BindHost = "0.0.0.0",
        JobManagerHost = jobManagerHost,
        GatewayHost = gatewayHost,
        MetricsPort = 9249,
    };
}
