using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Tests.Rendering;

public sealed class FlinkRenderingTests
{
    private const string Shared = """
        cluster.registration.error-delay=1000 ms
        cluster.registration.max-timeout=1000 ms
        cluster.registration.refused-registration-delay=1000 ms
        execution.checkpointing.externalized-checkpoint-retention=RETAIN_ON_CANCELLATION
        execution.checkpointing.incremental=true
        execution.checkpointing.interval=10000 ms
        execution.checkpointing.mode=EXACTLY_ONCE
        execution.checkpointing.num-retained=3
        execution.checkpointing.snapshot-compression=true
        execution.checkpointing.timeout=300000 ms
        execution.checkpointing.tolerable-failed-checkpoints=3
        heartbeat.interval=1000 ms
        heartbeat.timeout=10000 ms
        jobmanager.memory.heap.size=384m
        jobmanager.memory.jvm-metaspace.size=192m
        jobmanager.memory.jvm-overhead.max=128m
        jobmanager.memory.jvm-overhead.min=128m
        jobmanager.memory.off-heap.size=128m
        pekko.startup-timeout=60000 ms
        restart-strategy.exponential-delay.backoff-multiplier=2.0
        restart-strategy.exponential-delay.initial-backoff=500 ms
        restart-strategy.exponential-delay.max-backoff=10000 ms
        restart-strategy.exponential-delay.reset-backoff-threshold=60000 ms
        restart-strategy.type=exponential-delay
        state.backend.rocksdb.compaction.style=UNIVERSAL
        state.backend.rocksdb.compression.per.level=NO_COMPRESSION
        state.backend.rocksdb.memory.fixed-per-tm=128m
        state.backend.rocksdb.memory.managed=false
        state.backend.rocksdb.options-factory=cdcanalytics.flink.FrequentCheckpoints
        state.backend.rocksdb.use-bloom-filter=true
        state.backend.type=rocksdb
        taskmanager.cpu.cores=4
        taskmanager.memory.framework.heap.size=128m
        taskmanager.memory.framework.off-heap.size=128m
        taskmanager.memory.jvm-metaspace.size=192m
        taskmanager.memory.jvm-overhead.max=128m
        taskmanager.memory.jvm-overhead.min=128m
        taskmanager.memory.managed.size=128m
        taskmanager.memory.network.max=64m
        taskmanager.memory.network.min=64m
        taskmanager.memory.task.heap.size=384m
        taskmanager.memory.task.off-heap.size=64m
        taskmanager.numberOfTaskSlots=4
        """;

    [Fact]
    public void What_is_no_address_and_no_folder_is_the_same_however_Flink_runs()
    {
        Assert.Equal(Shared, Lines.Of(FlinkRendering.Properties(new FlinkSettings())));
    }

    [Fact]
    public void A_local_process_gets_loopback_addresses_and_its_folders_and_no_page_of_metrics()
    {
        var addresses = FlinkAddresses.Loopback with { RestPort = 20_000 };
        var folders = new FlinkFolders("file:///data/checkpoints", "file:///data/savepoints", "/data/taskmanager");

        Assert.Equal(
            """
            blob.server.port=6124
            execution.checkpointing.dir=file:///data/checkpoints
            execution.checkpointing.savepoint-dir=file:///data/savepoints
            io.tmp.dirs=/data/taskmanager
            jobmanager.bind-host=127.0.0.1
            jobmanager.rpc.address=127.0.0.1
            jobmanager.rpc.port=6123
            rest.address=127.0.0.1
            rest.bind-address=127.0.0.1
            rest.port=20000
            sql-gateway.endpoint.rest.address=127.0.0.1
            sql-gateway.endpoint.rest.bind-address=127.0.0.1
            sql-gateway.endpoint.rest.port=8088
            taskmanager.bind-host=127.0.0.1
            taskmanager.data.port=6121
            taskmanager.host=127.0.0.1
            taskmanager.rpc.port=6122
            """,
            Lines.Of(WithoutShared(
                FlinkRendering.ConfigurationProperties(new FlinkSettings(), addresses, folders))));
    }

    [Fact]
    public void The_image_gets_one_variable_of_lines()
    {
        var environment = FlinkRendering.ContainerEnvironment(
            new FlinkSettings(), FlinkAddresses.Containers("jobmanager", "sql-gateway"), FlinkFolders.Containers);

        Assert.Equal(["FLINK_PROPERTIES"], environment.Keys);
        var properties = environment["FLINK_PROPERTIES"].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(string.Join(' ', FlinkRendering.ModuleOptions), properties["env.java.opts.all"]);
        properties.Remove("env.java.opts.all");
        Assert.Equal(
            """
            blob.server.port=6124
            env.java.opts.sql-gateway=-Xmx384m
            execution.checkpointing.dir=file:///opt/flink/state/checkpoints
            execution.checkpointing.savepoint-dir=file:///opt/flink/state/savepoints
            io.tmp.dirs=/tmp
            jobmanager.bind-host=0.0.0.0
            jobmanager.rpc.address=jobmanager
            jobmanager.rpc.port=6123
            metrics.reporter.prom.factory.class=org.apache.flink.metrics.prometheus.PrometheusReporterFactory
            metrics.reporter.prom.port=9249
            rest.address=jobmanager
            rest.bind-address=0.0.0.0
            rest.port=8081
            sql-gateway.endpoint.rest.address=sql-gateway
            sql-gateway.endpoint.rest.bind-address=0.0.0.0
            sql-gateway.endpoint.rest.port=8088
            taskmanager.bind-host=0.0.0.0
            taskmanager.data.port=6121
            taskmanager.rpc.port=6122
            """,
            Lines.Of(WithoutShared(properties)));
    }

    private static SortedDictionary<string, string> WithoutShared(IReadOnlyDictionary<string, string> properties)
    {
        var rest = new SortedDictionary<string, string>(properties.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in FlinkRendering.Properties(new FlinkSettings()))
        {
            Assert.Equal(value, rest[name]);
            rest.Remove(name);
        }

        return rest;
    }
}
