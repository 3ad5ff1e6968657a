using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.Cluster.Health;
using CdcAnalytics.Cluster.Java;
using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>Adds Flink to the model.</summary>
internal static class FlinkBuilderExtensions
{
    private static readonly string _imageFolder = Path.Combine(AppContext.BaseDirectory, "Resources", "Flink");

    /// <summary>Adds JobManager, TaskManagers and SQL gateway, with checkpoints in a folder they share.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The containers' names begin with this.</param>
    /// <param name="settings">Flink's settings, the same that local processes have.</param>
    public static FlinkCluster AddFlink(
        this IDistributedApplicationBuilder builder, string name, FlinkSettings settings)
    {
        RocksDbOptionsJar.WriteTo(_imageFolder);
        var addresses = FlinkAddresses.Containers($"{name}-jobmanager", $"{name}-gateway");
        var environment = FlinkRendering.ContainerEnvironment(settings, addresses, FlinkFolders.Containers);
        var state = builder.AddFlinkState(name);
        var jobManager = builder.AddJobManager(addresses, environment, settings, state);
        var slots = settings.TaskManagerCount * settings.SlotsPerTaskManager;
        var taskManagers = Enumerable.Range(1, settings.TaskManagerCount)
            .Select(number => builder.AddResource(new FlinkTaskManagerResource(
                    settings.TaskManagerCount == 1 ? $"{name}-taskmanager" : $"{name}-taskmanager-{number}"))
                .WithFlinkImage(environment)
                .WithArgs("taskmanager")
                .WithFlinkState(state)
                .WithComposeHealthCheck($"curl -fs http://127.0.0.1:{addresses.MetricsPort}/metrics > /dev/null")
                .WithLimits(MemoryBudget.TaskManagerMegabytes(settings))
                .WaitFor(jobManager))
            .ToList();
        foreach (var taskManager in taskManagers)
        {
            taskManager.WithHealthCheck(builder.AddHttpResourceHealthCheck(
                $"{taskManager.Resource.Name}_slots",
                jobManager.Resource.RestEndpoint,
                (client, address) => new FlinkHealthCheck(
                    client, address, settings.TaskManagerCount, slots)));
        }

        var gateway = builder.AddGateway(addresses, environment, settings).WaitFor(jobManager);
        return new FlinkCluster(jobManager, taskManagers, gateway, state);
    }

    private static IResourceBuilder<FlinkJobManagerResource> AddJobManager(
        this IDistributedApplicationBuilder builder,
        FlinkAddresses addresses,
        IReadOnlyDictionary<string, string> environment,
        FlinkSettings settings,
        FlinkState state) =>
        builder.AddResource(new FlinkJobManagerResource(addresses.JobManagerHost))
            .WithFlinkImage(environment)
            .WithArgs("jobmanager")
            .WithHttpEndpoint(targetPort: addresses.RestPort, name: FlinkJobManagerResource.RestEndpointName)
            .WithStablePort(FlinkJobManagerResource.RestEndpointName, addresses.RestPort)
            .WithUrlForEndpoint(FlinkJobManagerResource.RestEndpointName, url => url.DisplayText = "Flink dashboard")
            .WithExternalHttpEndpoints()
            .WithFlinkState(state)
            .WithHttpHealthCheck("/overview")
            .WithComposeHealthCheck($"curl -fs http://127.0.0.1:{addresses.RestPort}/overview > /dev/null")
            .WithLimits(MemoryBudget.JobManagerMegabytes(settings));

    private static IResourceBuilder<FlinkSqlGatewayResource> AddGateway(
        this IDistributedApplicationBuilder builder,
        FlinkAddresses addresses,
        IReadOnlyDictionary<string, string> environment,
        FlinkSettings settings)
    {
        var gateway = new FlinkSqlGatewayResource(addresses.GatewayHost);
        return builder.AddResource(gateway)
            .WithFlinkImage(environment)
            .WithArgs("/opt/flink/bin/sql-gateway.sh", "start-foreground")
            .WithHttpEndpoint(targetPort: addresses.GatewayPort, name: FlinkSqlGatewayResource.RestEndpointName)
            .WithStablePort(FlinkSqlGatewayResource.RestEndpointName, addresses.GatewayPort)
            .WithUrlForEndpoint(
                FlinkSqlGatewayResource.RestEndpointName, url => url.DisplayText = "SQL gateway (REST)")
            .WithHealthCheck(builder.AddHttpResourceHealthCheck(
                $"{addresses.GatewayHost}_answers",
                gateway.RestEndpoint,
                (client, address) => new SqlGatewayHealthCheck(client, address)))
            .WithComposeHealthCheck($"curl -fs http://127.0.0.1:{addresses.GatewayPort}/v1/info > /dev/null")
            .WithLimits(MemoryBudget.GatewayMegabytes(settings));
    }

    private static IResourceBuilder<T> WithFlinkImage<T>(
        this IResourceBuilder<T> builder, IReadOnlyDictionary<string, string> environment)
        where T : ContainerResource
    {
        // Only named here: the Dockerfile begins with it, and what is built from it is what runs.
        builder.WithImage("flink", FlinkContainerImageTags.BaseTag)
            .WithDockerfile(_imageFolder)
            .WithBuildArg("FLINK_TAG", FlinkContainerImageTags.BaseTag)
            .WithBuildArg("KAFKA_CONNECTOR_VERSION", FlinkContainerImageTags.KafkaConnectorVersion);
        foreach (var (variable, value) in environment)
        {
            builder.WithEnvironment(variable, value);
        }

        return builder;
    }
}
