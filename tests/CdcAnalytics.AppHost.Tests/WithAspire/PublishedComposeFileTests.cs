using Aspire.Hosting;
using CdcAnalytics.AppHost.Topologies;
using CdcAnalytics.AppHost.WithAspire;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>What Aspire.Hosting.Docker writes for the distributed topology; no container runtime is needed.</summary>
public sealed class PublishedComposeFileTests : IAsyncLifetime
{
    private const string Secret = "never-to-be-written";

    private readonly string _folder = Directory.CreateTempSubdirectory("cdc-compose-").FullName;

    public async ValueTask InitializeAsync()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args =
            [
                "--operation", "publish", "--step", "publish", "--output-path", _folder,
                "--DcpPublisher:CliPath=/bin/true",
                "--DcpPublisher:DashboardPath=/none",
                $"--Parameters:postgres-password={Secret}",
            ],
            AssemblyName = typeof(CdcAnalyticsBuilderExtensions).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.AddCdcAnalytics(Topology.DistributedOnContainers, []);
        await using var app = builder.Build();
        await app.RunAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_service_waits_for_the_health_of_what_it_needs()
    {
        Assert.Equal(
            """
            compose-dashboard:
            connect: kafka-1 kafka-2 kafka-3
            connectors: connect kafka-1 kafka-2 kafka-3 postgres seeder
            dashboard: connectors flink-job postgres
            engine-metrics: flink-jobmanager kafka-1 kafka-2 kafka-3
            flink-gateway: flink-jobmanager
            flink-job: flink-gateway flink-taskmanager kafka-1 kafka-2 kafka-3 postgres
            flink-jobmanager:
            flink-taskmanager: flink-jobmanager
            kafka-1:
            kafka-2:
            kafka-3:
            kafka-ui: kafka-1 kafka-2 kafka-3
            postgres:
            seeder: postgres
            """,
            await DescribeAsync(service => service.Mapping("depends_on")
                .Where(needed => needed.Value("condition") == "service_healthy")
                .Select(needed => needed.Name)
                .Order()));
    }

    [Fact]
    public async Task Every_service_is_started_again_when_it_dies_and_all_but_aspires_own_have_a_memory_limit()
    {
        Assert.Equal(
            """
            compose-dashboard: always none
            connect: unless-stopped 768M
            connectors: unless-stopped 256M
            dashboard: unless-stopped 256M
            engine-metrics: unless-stopped 192M
            flink-gateway: unless-stopped 640M
            flink-job: unless-stopped 256M
            flink-jobmanager: unless-stopped 832M
            flink-taskmanager: unless-stopped 1344M
            kafka-1: unless-stopped 512M
            kafka-2: unless-stopped 512M
            kafka-3: unless-stopped 512M
            kafka-ui: unless-stopped 448M
            postgres: unless-stopped 512M
            seeder: unless-stopped 256M
            """,
            await DescribeAsync(service =>
            [
                service.Value("restart") ?? "none",
                service.Find("deploy")?.Find("resources")?.Find("limits")?.Value("memory") ?? "none",
            ]));
    }

    [Fact]
    public async Task Every_service_that_another_waits_for_says_whether_it_is_healthy()
    {
        Assert.Equal(
            ["compose-dashboard", "engine-metrics"],
            (await ServicesAsync()).Where(service => service.Find("healthcheck") is null)
                .Select(service => service.Name)
                .Order());
    }

    [Fact]
    public async Task What_must_outlive_a_container_is_on_a_named_volume()
    {
        var file = await ReadAsync("docker-compose.yaml");

        Assert.Equal(
            [
                "cdc-analytics-flink", "cdc-analytics-kafka-1", "cdc-analytics-kafka-2", "cdc-analytics-kafka-3",
                "cdc-analytics-postgres",
            ],
            ComposeNode.Parse(file).Mapping("volumes").Select(volume => volume.Name).Order());
    }

    [Fact]
    public async Task The_submitter_sees_flinks_checkpoints_and_changes_none()
    {
        var mounts =
            from service in await ServicesAsync()
            from mount in service.Sequence("volumes")
            where mount.Value("source") == "cdc-analytics-flink"
            select $"{service.Name}: {mount.Value("type")} {mount.Value("target")} {mount.Value("read_only")}";

        Assert.Equal(
            [
                "flink-job: volume /opt/flink/state true",
                "flink-jobmanager: volume /opt/flink/state false",
                "flink-taskmanager: volume /opt/flink/state false",
            ],
            mounts.Order(StringComparer.Ordinal));
        var submitter = Assert.Single(await ServicesAsync(), service => service.Name == "flink-job");
        Assert.Equal(
            "/opt/flink/state/checkpoints", submitter.Find("environment")?.Value("Flink__CheckpointFolder"));
    }

    [Fact]
    public async Task No_secret_is_written()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                Secret,
                await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }

        var connect = Assert.Single(await ServicesAsync(), service => service.Name == "connect");
        Assert.Equal("${POSTGRES_PASSWORD}", connect.Find("environment")?.Value("CDC_DATABASE_PASSWORD"));
        Assert.Contains("\nPOSTGRES_PASSWORD=\n", await ReadAsync(".env"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_collectors_configuration_comes_along()
    {
        Assert.Contains("prometheus/flink", await ReadAsync("engine-metrics/collector.yaml"), StringComparison.Ordinal);
    }

    private async Task<string> DescribeAsync(Func<ComposeNode, IEnumerable<string>> describe) =>
        string.Join('\n', (await ServicesAsync())
            .Select(service => $"{service.Name}: {string.Join(' ', describe(service))}".TrimEnd())
            .Order(StringComparer.Ordinal));

    private async Task<IReadOnlyList<ComposeNode>> ServicesAsync() =>
        ComposeNode.Parse(await ReadAsync("docker-compose.yaml")).Mapping("services");

    private Task<string> ReadAsync(string path) =>
        File.ReadAllTextAsync(Path.Combine(_folder, path), TestContext.Current.CancellationToken);
}
