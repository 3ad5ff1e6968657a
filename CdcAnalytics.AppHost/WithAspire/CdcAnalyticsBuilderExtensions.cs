using CdcAnalytics.AppHost.Resources.Flink;
using CdcAnalytics.AppHost.Resources.Kafka;
using CdcAnalytics.AppHost.Resources.KafkaConnect;
using CdcAnalytics.AppHost.Resources.KafkaUi;
using CdcAnalytics.AppHost.Resources.Postgres;
using CdcAnalytics.AppHost.Resources.Restarts;
using CdcAnalytics.AppHost.Resources.Telemetry;
using CdcAnalytics.AppHost.Topologies;
using Microsoft.Extensions.DependencyInjection;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>The Aspire model of this application.</summary>
public static class CdcAnalyticsBuilderExtensions
{
    /// <summary>Name of the embedded host's resource.</summary>
    public const string HostName = "analytics";

    private const string EndpointName = "http";

    // The host answers here once it runs; not ready is said in the status code.
    private const string HealthPath = "/health";

    /// <summary>Adds what a topology consists of.</summary>
    /// <param name="builder">The application's builder; its configuration holds the distributed settings.</param>
    /// <param name="topology">What to start; one that runs under Aspire.</param>
    /// <param name="hostArguments">Command-line settings to pass on to the embedded host.</param>
    public static IDistributedApplicationBuilder AddCdcAnalytics(
        this IDistributedApplicationBuilder builder, Topology topology, IEnumerable<string> hostArguments)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(hostArguments);
        switch (topology)
        {
            case Topology.EmbeddedUnderAspire:
                builder.AddEmbedded(hostArguments);
                break;
            case Topology.DistributedOnContainers:
                builder.AddDistributed(ModelSettings.Read(builder.Configuration));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(topology), topology, "Not a topology of Aspire's.");
        }

        return builder;
    }

    private static void AddEmbedded(this IDistributedApplicationBuilder builder, IEnumerable<string> hostArguments)
    {
        var host = builder.AddProject<Projects.CdcAnalytics_Embedded>(HostName)
            .WithHttpEndpoint(env: "CDC_DASHBOARD_PORT", name: EndpointName)
            .WithUrlForEndpoint(EndpointName, url => url.DisplayText = "Analytics")
            .WithHttpHealthCheck(HealthPath);
        if (builder.ExecutionContext.IsRunMode)
        {
            // When publishing, the arguments are the publisher's.
            host.WithArgs([.. hostArguments]);
            builder.Services.AddHostedService<HostOutput>();
        }
    }

    // The drawing of the architecture, from the left to the right.
    private static void AddDistributed(this IDistributedApplicationBuilder builder, ModelSettings settings)
    {
        builder.AddComposeFile("compose");
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddHostedService<ServiceRestarter>();
        }

        var postgres = builder.AddCapturedPostgres("postgres", settings.Database.User, settings.Database.Name);
        var database = postgres.AddDatabase("taxi", settings.Database.Name);
        var seeder = builder.AddSeeder("seeder", settings, database);

        var kafka = builder.AddKafkaCluster("kafka", settings.Cluster.Kafka);
        var connect = builder.AddKafkaConnect(
            "connect", settings.Cluster.Connect, kafka, postgres.Resource.PasswordParameter);
        var connectors = builder.AddConnectorManager("connectors", settings, kafka, connect, database, seeder);

        var flink = builder.AddFlink("flink", settings.Cluster.Flink);
        var job = builder.AddFlinkJob("flink-job", settings, kafka, flink, database);

        builder.AddDashboard("dashboard", settings, database, connectors, job);
        builder.AddKafkaUi("kafka-ui", kafka, connect);
        builder.AddEngineMetrics("engine-metrics", kafka, flink);
    }
}
