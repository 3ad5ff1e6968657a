using System.Globalization;
using CdcAnalytics.Cluster.Java;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Rendering;

/// <summary>
/// From <see cref="FlinkSettings"/> to <c>config.yaml</c>, the same for JobManager, TaskManager and SQL gateway, or to
/// the environment of the <c>flink</c> image.
/// </summary>
public static class FlinkRendering
{
    /// <summary>The image's variable of all properties, a line each.</summary>
    public const string PropertiesVariable = "FLINK_PROPERTIES";

    /// <summary>
    /// What Flink and its libraries open by reflection, refused by Java 17 without these; of the list in Flink's own
    /// configuration, those of modules that a runtime without compiler has.
    /// </summary>
    public static IReadOnlyList<string> ModuleOptions { get; } =
    [
        "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
        "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
        "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
        .. Opened.Select(package => $"--add-opens=java.base/{package}=ALL-UNNAMED"),
    ];

    private static IEnumerable<string> Opened =>
    [
        "java.lang", "java.net", "java.io", "java.nio", "sun.nio.ch", "java.lang.reflect", "java.text", "java.time",
        "java.util", "java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks",
    ];

    /// <summary>The settings that are no addresses and no folders; the same however Flink is run.</summary>
    public static IReadOnlyDictionary<string, string> Properties(FlinkSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var properties = new PropertyMap();
        AddMemory(properties, settings);
        AddCheckpoints(properties, settings);
        AddRecovery(properties, settings);
        return properties;
    }

    /// <summary>All properties of a process.</summary>
    public static IReadOnlyDictionary<string, string> ConfigurationProperties(
        FlinkSettings settings, FlinkAddresses addresses, FlinkFolders folders)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(folders);
        var properties = new PropertyMap
        {
            { "execution.checkpointing.dir", folders.Checkpoints },
            { "execution.checkpointing.savepoint-dir", folders.Savepoints },
            { "io.tmp.dirs", folders.Temporary },
            { "jobmanager.rpc.address", addresses.JobManagerHost },
            { "jobmanager.bind-host", addresses.BindHost },
            { "rest.address", addresses.JobManagerHost },
            { "rest.bind-address", addresses.BindHost },
            { "taskmanager.bind-host", addresses.BindHost },
            { "sql-gateway.endpoint.rest.address", addresses.GatewayHost },
            { "sql-gateway.endpoint.rest.bind-address", addresses.BindHost },
            { "blob.server.port", addresses.BlobPort },
            { "jobmanager.rpc.port", addresses.JobManagerRpcPort },
            { "rest.port", addresses.RestPort },
            { "taskmanager.rpc.port", addresses.TaskManagerRpcPort },
            { "taskmanager.data.port", addresses.TaskManagerDataPort },
            { "sql-gateway.endpoint.rest.port", addresses.GatewayPort },
        };
        if (addresses.TaskManagerHost is { } host)
        {
            properties.Add("taskmanager.host", host);
        }

        if (addresses.MetricsPort is { } port)
        {
            properties.Add(
                "metrics.reporter.prom.factory.class",
                "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
            properties.Add("metrics.reporter.prom.port", port);
        }

        properties.AddAll(Properties(settings));
        return properties;
    }

    /// <summary>The image's environment, the same for the three kinds of containers.</summary>
    public static IReadOnlyDictionary<string, string> ContainerEnvironment(
        FlinkSettings settings, FlinkAddresses addresses, FlinkFolders folders)
    {
        var properties = new PropertyMap
        {
            // Replaces the image's own line, so it must name all of them again.
            { "env.java.opts.all", string.Join(' ', ModuleOptions) },
            // No memory setting exists for the gateway.
            { "env.java.opts.sql-gateway", string.Create(
                CultureInfo.InvariantCulture, $"-Xmx{settings?.GatewayHeapMegabytes}m") },
        };
        properties.AddAll(ConfigurationProperties(
            settings ?? throw new ArgumentNullException(nameof(settings)), addresses, folders));
        return new PropertyMap
        {
            // "key: value" lines; the start script splits at the first colon.
            { PropertiesVariable, string.Concat(properties.Select(property => $"{property.Key}: {property.Value}\n")) },
        };
    }

    private static void AddMemory(PropertyMap properties, FlinkSettings settings)
    {
        var jobManager = settings.JobManager;
        properties.AddMegabytes("jobmanager.memory.heap.size", jobManager.HeapMegabytes);
        properties.AddMegabytes("jobmanager.memory.off-heap.size", jobManager.OffHeapMegabytes);
        properties.AddMegabytes("jobmanager.memory.jvm-metaspace.size", jobManager.MetaspaceMegabytes);
        properties.AddMegabytes("jobmanager.memory.jvm-overhead.min", jobManager.OverheadMegabytes);
        properties.AddMegabytes("jobmanager.memory.jvm-overhead.max", jobManager.OverheadMegabytes);
        var taskManager = settings.TaskManager;
        properties.AddMegabytes("taskmanager.memory.framework.heap.size", taskManager.FrameworkHeapMegabytes);
        properties.AddMegabytes("taskmanager.memory.task.heap.size", taskManager.TaskHeapMegabytes);
        properties.AddMegabytes("taskmanager.memory.managed.size", taskManager.ManagedMegabytes);
        properties.AddMegabytes("taskmanager.memory.network.min", taskManager.NetworkMegabytes);
        properties.AddMegabytes("taskmanager.memory.network.max", taskManager.NetworkMegabytes);
        properties.AddMegabytes("taskmanager.memory.framework.off-heap.size", taskManager.FrameworkOffHeapMegabytes);
        properties.AddMegabytes("taskmanager.memory.task.off-heap.size", taskManager.TaskOffHeapMegabytes);
        properties.AddMegabytes("taskmanager.memory.jvm-metaspace.size", taskManager.MetaspaceMegabytes);
        properties.AddMegabytes("taskmanager.memory.jvm-overhead.min", taskManager.OverheadMegabytes);
        properties.AddMegabytes("taskmanager.memory.jvm-overhead.max", taskManager.OverheadMegabytes);
        properties.Add("taskmanager.numberOfTaskSlots", settings.SlotsPerTaskManager);
        // The start scripts compute it; a process of our own must be told.
        properties.Add("taskmanager.cpu.cores", settings.SlotsPerTaskManager);
    }

    private static void AddCheckpoints(PropertyMap properties, FlinkSettings settings)
    {
        // State on the disk: one row per key of every source is kept for ever, and outgrows any heap.
        properties.Add("state.backend.type", "rocksdb");
        properties.Add("state.backend.rocksdb.memory.managed", false);
        properties.AddMegabytes("state.backend.rocksdb.memory.fixed-per-tm", settings.TaskManager.StateMegabytes);
        // Each checkpoint adds a small file that spans all keys. Compaction by levels would rewrite the level below for
        // every fourth of them; by size it rewrites what is as small. A filter spares reads the files without the key.
        properties.Add("state.backend.rocksdb.compaction.style", "UNIVERSAL");
        properties.Add("state.backend.rocksdb.use-bloom-filter", true);
        // Each row is written and merged again some times before it is read once: compressing it each time was a fifth
        // of the TaskManager's CPU. The disk has more of it.
        properties.Add("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
        properties.Add("state.backend.rocksdb.options-factory", RocksDbOptionsJar.ClassName);
        properties.Add("execution.checkpointing.incremental", true);
        properties.Add("execution.checkpointing.mode", "EXACTLY_ONCE");
        properties.AddDuration("execution.checkpointing.interval", settings.CheckpointInterval);
        properties.AddDuration("execution.checkpointing.timeout", settings.CheckpointTimeout);
        properties.Add("execution.checkpointing.num-retained", settings.RetainedCheckpoints);
        // A job that a dead JobManager forgot is submitted again from its last checkpoint.
        properties.Add("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        properties.Add("execution.checkpointing.snapshot-compression", true);
        // One lost checkpoint, such as while a broker is away, is no reason to begin again.
        properties.Add("execution.checkpointing.tolerable-failed-checkpoints", 3);
    }

    private static void AddRecovery(PropertyMap properties, FlinkSettings settings)
    {
        properties.AddDuration("heartbeat.interval", settings.HeartbeatInterval);
        properties.AddDuration("heartbeat.timeout", settings.HeartbeatTimeout);
        // On a machine that starts ten things at once, Flink's 10 s are not always enough; the process would end.
        properties.AddDuration("pekko.startup-timeout", TimeSpan.FromMinutes(1));
        properties.Add("restart-strategy.type", "exponential-delay");
        properties.AddDuration("restart-strategy.exponential-delay.initial-backoff", settings.RestartBackoff);
        properties.AddDuration("restart-strategy.exponential-delay.max-backoff", settings.RestartBackoffLimit);
        properties.Add("restart-strategy.exponential-delay.backoff-multiplier", "2.0");
        properties.AddDuration("restart-strategy.exponential-delay.reset-backoff-threshold", TimeSpan.FromMinutes(1));
        properties.AddDuration("cluster.registration.max-timeout", settings.RegistrationBackoffLimit);
        properties.AddDuration("cluster.registration.error-delay", settings.RegistrationBackoffLimit);
        properties.AddDuration("cluster.registration.refused-registration-delay", settings.RegistrationBackoffLimit);
    }
}
