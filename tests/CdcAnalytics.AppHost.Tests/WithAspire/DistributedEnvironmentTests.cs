using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>
/// The whole environment of each container and process: what the settings render, and the addresses of this network.
/// </summary>
public sealed class DistributedEnvironmentTests
{
    private const string Brokers = "kafka-1:19092,kafka-2:19092,kafka-3:19092";

    private const string Taxi =
        "ConnectionStrings__taxi=Host=localhost;Port=40000;Username=postgres;Password=secret;Database=taxi";

    private static readonly string Checkpoints =
        Path.Combine(Model.StateFolder, "cdc-analytics", "flink", "checkpoints");

    [Theory]
    [InlineData(1, "localhost:40003")]
    [InlineData(2, "localhost:40005")]
    [InlineData(3, "localhost:40007")]
    public async Task A_broker_has_the_clusters_settings_and_its_own_addresses(int nodeId, string external)
    {
        var environment = await Model.CreateDistributed().EnvironmentAsync($"kafka-{nodeId}");

        Assert.Equal(
            Lines(
                KafkaRendering.ContainerEnvironment(new KafkaClusterSettings(), nodeId),
                "KAFKA_LISTENERS=INTERNAL://:19092,EXTERNAL://:9092,CONTROLLER://:9093",
                $"KAFKA_ADVERTISED_LISTENERS=INTERNAL://kafka-{nodeId}:19092,EXTERNAL://{external}",
                "KAFKA_CONTROLLER_QUORUM_VOTERS=1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093"),
            environment);
    }

    [Fact]
    public async Task A_broker_replicates_thrice_and_acknowledges_with_two_copies()
    {
        var lines = (await Model.CreateDistributed().EnvironmentAsync("kafka-2")).Split('\n');

        string[] expected =
        [
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE=false",
            "KAFKA_DEFAULT_REPLICATION_FACTOR=3",
            "KAFKA_LOG_DIRS=/var/lib/kafka/data",
            "KAFKA_MIN_INSYNC_REPLICAS=2",
            "KAFKA_NODE_ID=2",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=3",
            "KAFKA_PROCESS_ROLES=broker,controller",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=2",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=3",
        ];
        Assert.Empty(expected.Except(lines));
    }

    [Fact]
    public async Task Connect_has_its_settings_the_brokers_a_narrow_plugin_path_and_the_password()
    {
        var environment = await Model.CreateDistributed().EnvironmentAsync("connect");

        var rendered = ConnectRendering.ContainerEnvironment(new ConnectSettings(), Brokers)
            .Where(variable => variable.Key != "CONNECT_PLUGIN_PATH");
        Assert.Equal(
            Lines(rendered, "CONNECT_PLUGIN_PATH=/kafka/cdc-plugins", "CDC_DATABASE_PASSWORD=secret"),
            environment);
    }

    [Fact]
    public async Task Connect_starts_with_the_two_plugins_only()
    {
        var builder = Model.CreateDistributed();
        builder.AllocateEndpoints();

        var connect = builder.Resource<ContainerResource>("connect");
        var arguments = (await builder.EvaluateAsync(connect)).Arguments.Select(argument => argument.Value);

        Assert.Equal("/bin/bash", connect.Entrypoint);
        Assert.Equal(
            [
                "-c",
                "mkdir -p /kafka/cdc-plugins && "
                + "ln -sfn /kafka/connect/debezium-connector-postgres "
                + "/kafka/cdc-plugins/debezium-connector-postgres && "
                + "ln -sfn /kafka/connect/debezium-connector-jdbc /kafka/cdc-plugins/debezium-connector-jdbc && "
                + "exec /docker-entrypoint.sh start",
            ],
            arguments);
    }

    [Theory]
    [InlineData("flink-jobmanager", "jobmanager")]
    [InlineData("flink-taskmanager", "taskmanager")]
    [InlineData("flink-gateway", "/opt/flink/bin/sql-gateway.sh start-foreground")]
    public async Task Flinks_processes_have_the_same_settings_and_each_its_command(string name, string command)
    {
        var builder = Model.CreateDistributed();
        builder.AllocateEndpoints();
        var evaluated = await builder.EvaluateAsync(builder.Resource<ContainerResource>(name));

        var rendered = FlinkRendering.ContainerEnvironment(
            new FlinkSettings(),
            FlinkAddresses.Containers("flink-jobmanager", "flink-gateway"),
            FlinkFolders.Containers);
        Assert.Equal(rendered, evaluated.EnvironmentVariables.ToDictionary());
        Assert.Equal(command, string.Join(' ', evaluated.Arguments.Select(argument => argument.Value)));
    }

    [Fact]
    public async Task Settings_reach_the_engines()
    {
        string[] settings =
        [
            "--Cluster:Kafka:HeapMegabytes=300", "--Cluster:Connect:HeapMegabytes=600",
            "--Cluster:Flink:SlotsPerTaskManager=8", "--Pipeline:Parallelism=8", "--Pipeline:Partitions=8",
        ];

        Assert.Contains(
            "KAFKA_HEAP_OPTS=-Xms150m -Xmx300m", await EnvironmentAsync("kafka-1"), StringComparison.Ordinal);
        Assert.Contains("HEAP_OPTS=-Xms300m -Xmx600m", await EnvironmentAsync("connect"), StringComparison.Ordinal);
        Assert.Contains(
            "taskmanager.numberOfTaskSlots: 8", await EnvironmentAsync("flink-taskmanager"), StringComparison.Ordinal);
        Assert.Contains("Flink__Parallelism=8", await EnvironmentAsync("flink-job"), StringComparison.Ordinal);
        Assert.Contains("Topics__Partitions=8", await EnvironmentAsync("connectors"), StringComparison.Ordinal);

        Task<string> EnvironmentAsync(string name) => Model.CreateDistributed(settings).EnvironmentAsync(name);
    }

    [Theory]
    [InlineData(
        "seeder", Taxi + "\nSeeder__HistoryTrips=50000\nSeeder__TripsFile={trips}\nSeeder__TripsPerSecond=500")]
    [InlineData(
        "dashboard", Taxi + "\nDashboard__Pipeline=cdc_analytics\nDashboard__SlotName=cdc_analytics_connect")]
    [InlineData(
        "connectors",
        "Connect__Url=http://localhost:40009\n"
        + "ConnectionStrings__kafka=localhost:40003,localhost:40005,localhost:40007\n"
        + Taxi + "\n"
        + "Connectors__Values__DatabaseHost=postgres\n"
        + "Connectors__Values__DatabaseName=taxi\n"
        + "Connectors__Values__DatabasePort=5432\n"
        + "Connectors__Values__DatabaseUser=postgres\n"
        + "Connectors__Values__KafkaBootstrapServers=" + Brokers + "\n"
        + "Connectors__Values__Name=cdc_analytics_connect\n"
        + "Connectors__Values__SourceTables=public.yellow_taxi,public.taxi_zones\n"
        + "Topics__Partitions=1\n"
        + "Topics__ReplicationFactor=3")]
    [InlineData(
        "flink-job",
        "ConnectionStrings__kafka=localhost:40003,localhost:40005,localhost:40007\n"
        + Taxi + "\n"
        + "Flink__CheckpointFolder={checkpoints}\n"
        + "Flink__GatewayUrl=http://localhost:40012\n"
        + "Flink__KafkaBootstrapServers=" + Brokers + "\n"
        + "Flink__Name=cdc_analytics\n"
        + "Flink__Parallelism=1\n"
        + "Flink__Url=http://localhost:40011\n"
        + "Topics__Partitions=1\n"
        + "Topics__ReplicationFactor=3")]
    public async Task A_service_has_exactly_the_settings_it_reads(string name, string expected)
    {
        var builder = Model.CreateDistributed("--Seeder:TripsPerSecond=500", "--Seeder:TripsFile=trips.parquet");
        var environment = await builder.EnvironmentAsync(name);

        var whole = expected.Replace("{checkpoints}", Checkpoints, StringComparison.Ordinal)
            .Replace("{trips}", Path.Combine(builder.AppHostDirectory, "trips.parquet"), StringComparison.Ordinal);
        Assert.Equal(string.Join('\n', whole.Split('\n').Order(StringComparer.Ordinal)), environment);
    }

    [Fact]
    public async Task Without_a_file_of_trips_the_seeder_is_told_of_none()
    {
        Assert.Equal(
            $"{Taxi}\nSeeder__HistoryTrips=50000\nSeeder__TripsPerSecond=100",
            await Model.CreateDistributed().EnvironmentAsync("seeder"));
    }

    [Fact]
    public async Task The_collector_asks_flink_and_the_brokers_and_sends_to_the_dashboard_with_its_key()
    {
        var builder = Model.CreateDistributed("--AppHost:OtlpApiKey=dashboard-key");

        Assert.Equal(
            """
            DASHBOARD_OTLP_API_KEY=dashboard-key
            FLINK_METRICS_PAGES=[flink-jobmanager:9249, flink-taskmanager:9249]
            KAFKA_BROKERS=[kafka-1:19092, kafka-2:19092, kafka-3:19092]
            """,
            await builder.EnvironmentAsync("engine-metrics"));
    }

    [Theory]
    [InlineData("seeder")]
    [InlineData("connectors")]
    [InlineData("flink-job")]
    [InlineData("dashboard")]
    [InlineData("engine-metrics")]
    public async Task Every_service_and_the_collector_send_telemetry_to_the_dashboard(string name)
    {
        var builder = Model.CreateDistributed();
        builder.AllocateEndpoints();

        var evaluated = await builder.EvaluateAsync(builder.Resource<IResource>(name));

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", evaluated.EnvironmentVariables.ToDictionary().Keys);
    }

    private static string Lines(IEnumerable<KeyValuePair<string, string>> rendered, params string[] others) =>
        string.Join(
            '\n',
            rendered.Select(variable => $"{variable.Key}={variable.Value}").Concat(others)
                .Order(StringComparer.Ordinal));
}
