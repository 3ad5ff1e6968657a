using System.Globalization;
using CdcAnalytics.AppHost.Resources.Flink;
using CdcAnalytics.AppHost.Resources.Kafka;
using CdcAnalytics.AppHost.Resources.KafkaConnect;
using CdcAnalytics.AppHost.Resources.Postgres;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>Adds the .NET services of the distributed topology, with what a person may ask of each.</summary>
internal static class ServiceBuilderExtensions
{
    private const string HealthPath = "/health";

    private const string EndpointName = "http";

    /// <summary>Adds what makes the source tables and lets trips happen.</summary>
    public static IResourceBuilder<ProjectResource> AddSeeder(
        this IDistributedApplicationBuilder builder,
        string name,
        ModelSettings settings,
        IResourceBuilder<PostgresDatabaseResource> database)
    {
        var seeder = builder.AddProject<Projects.CdcAnalytics_Seeder>(name)
            .WithArgs("run")
            .WithHealthEndpoint()
            .WithReference(database)
            .WaitFor(database)
            .WithHttpCommand("/pause", "Pause", EndpointName, "pause", new()
            {
                Description = "No more trips happen until they are resumed.",
                IconName = "Pause",
                IsHighlighted = true,
            })
            .WithHttpCommand("/resume", "Resume", EndpointName, "resume", new()
            {
                Description = "Trips happen again.",
                IconName = "Play",
                IsHighlighted = true,
            });
        foreach (var (key, value) in settings.Seeder.Where(setting => !string.IsNullOrEmpty(setting.Value)))
        {
            seeder.WithEnvironment($"Seeder__{key}", IsFile(key) ? PathOf(builder, value) : value);
        }

        return seeder;

        static bool IsFile(string key) => key.Equals("TripsFile", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds what declares, watches and repairs Debezium's connectors.</summary>
    public static IResourceBuilder<ProjectResource> AddConnectorManager(
        this IDistributedApplicationBuilder builder,
        string name,
        ModelSettings settings,
        IResourceBuilder<KafkaClusterResource> kafka,
        IResourceBuilder<KafkaConnectResource> connect,
        IResourceBuilder<PostgresDatabaseResource> database,
        IResourceBuilder<ProjectResource> seeder)
    {
        var manager = builder.AddProject<Projects.CdcAnalytics_ConnectorManager>(name)
            .WithHealthEndpoint()
            .WithReference(database)
            .WithReference(kafka)
            .WithEnvironment("Connect__Url", connect.Resource.RestEndpoint)
            .WithTopics(settings)
            .WaitFor(kafka)
            .WaitFor(connect)
            .WaitFor(database)
            // Debezium takes only tables that are there.
            .WaitFor(seeder);
        var values = new Dictionary<string, string>
        {
            // As Connect's container sees them.
            ["KafkaBootstrapServers"] = kafka.Resource.InternalBootstrapServers,
            ["DatabaseHost"] = database.Resource.Parent.Name,
            ["DatabasePort"] = Text(PostgresServerBuilderExtensions.ContainerPort),
            ["DatabaseName"] = settings.Database.Name,
            ["SourceTables"] = settings.Pipeline.SourceTables,
            ["Name"] = settings.Pipeline.SlotName,
        };
        foreach (var (placeholder, value) in values)
        {
            manager.WithEnvironment($"Connectors__Values__{placeholder}", value);
        }

        manager.WithEnvironment("Connectors__Values__DatabaseUser", database.Resource.Parent.UserNameReference);
        return manager.WithConnectorCommands(settings.Pipeline.Tables);
    }

    /// <summary>Adds what turns the pipeline into a Flink job and keeps that job running.</summary>
    public static IResourceBuilder<ProjectResource> AddFlinkJob(
        this IDistributedApplicationBuilder builder,
        string name,
        ModelSettings settings,
        IResourceBuilder<KafkaClusterResource> kafka,
        FlinkCluster flink,
        IResourceBuilder<PostgresDatabaseResource> database)
    {
        var job = builder.AddProject<Projects.CdcAnalytics_Flink>(name)
            .WithHealthEndpoint()
            .WithReference(database)
            .WithReference(kafka)
            .WithEnvironment("Flink__Url", flink.JobManager.Resource.RestEndpoint)
            .WithEnvironment("Flink__GatewayUrl", flink.Gateway.Resource.RestEndpoint)
            .WithEnvironment("Flink__KafkaBootstrapServers", kafka.Resource.InternalBootstrapServers)
            .WithEnvironment("Flink__Name", settings.Pipeline.Name)
            .WithEnvironment("Flink__Parallelism", Text(settings.Pipeline.Parallelism))
            .WithFlinkCheckpoints(flink.State)
            .WithTopics(settings)
            .WaitFor(kafka)
            .WaitFor(database)
            .WaitFor(flink.Gateway)
            .WithHttpCommand("/savepoints", "Take a savepoint", EndpointName, "savepoint", new()
            {
                Description = "Writes the job's whole state to the savepoint folder; the job goes on.",
                IconName = "Save",
                IsHighlighted = true,
                ResultMode = HttpCommandResultMode.Auto,
            });
        foreach (var taskManager in flink.TaskManagers)
        {
            job.WaitFor(taskManager);
        }

        return job;
    }

    /// <summary>Adds the page and its API.</summary>
    public static IResourceBuilder<ProjectResource> AddDashboard(
        this IDistributedApplicationBuilder builder,
        string name,
        ModelSettings settings,
        IResourceBuilder<PostgresDatabaseResource> database,
        IResourceBuilder<ProjectResource> connectors,
        IResourceBuilder<ProjectResource> job) =>
        builder.AddProject<Projects.CdcAnalytics_Dashboard>(name)
            .WithHealthEndpoint()
            .WithUrlForEndpoint(EndpointName, url => url.DisplayText = "Analytics")
            .WithExternalHttpEndpoints()
            .WithReference(database)
            .WithEnvironment("Dashboard__Pipeline", settings.Pipeline.Name)
            .WithEnvironment("Dashboard__SlotName", settings.Pipeline.SlotName)
            .WaitFor(database)
            .WaitFor(connectors)
            .WaitFor(job);

    private static IResourceBuilder<ProjectResource> WithConnectorCommands(
        this IResourceBuilder<ProjectResource> manager, IEnumerable<string> tables)
    {
        foreach (var connector in ConnectorNames.All)
        {
            manager.WithHttpCommand(
                $"/connectors/{connector}/restart", $"Restart {connector}", EndpointName, $"restart-{connector}", new()
                {
                    Description = "Stops the connector and its tasks and starts them again where they were.",
                    IconName = "ArrowClockwise",
                });
        }

        foreach (var table in tables)
        {
            manager.WithHttpCommand(
                $"/tables/{table}/resnapshot", $"Re-snapshot {table}", EndpointName, $"resnapshot-{table}", new()
                {
                    Description = "Debezium reads all rows of the table once more, beside the changes.",
                    ConfirmationMessage = $"Read all rows of {table} again? The results stay right; it takes a while.",
                    IconName = "CameraSwitch",
                });
        }

        return manager;
    }

    private static IResourceBuilder<ProjectResource> WithHealthEndpoint(
        this IResourceBuilder<ProjectResource> service) =>
        service
            .WithHttpEndpoint(name: EndpointName)
            .WithHttpHealthCheck(HealthPath)
            // Only the connection string: its parts, the password among them, need not be there a second time.
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
            .PublishAsComposeService(HealthPath);

    private static IResourceBuilder<ProjectResource> WithTopics(
        this IResourceBuilder<ProjectResource> service, ModelSettings settings) =>
        service
            .WithEnvironment("Topics__Partitions", Text(settings.Pipeline.Partitions))
            .WithEnvironment("Topics__ReplicationFactor", Text(settings.Cluster.Kafka.ReplicationFactor));

    // Meant from this application, and not from the folder the seeder runs in; published, it is one of the container's.
    private static string? PathOf(IDistributedApplicationBuilder builder, string? path) =>
        path is null || builder.ExecutionContext.IsPublishMode
            ? path
            : Path.GetFullPath(path, builder.AppHostDirectory);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
