using System.Globalization;
using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.AppHost.Resources.Flink;
using CdcAnalytics.AppHost.Resources.Kafka;
using CdcAnalytics.Cluster.Rendering;

namespace CdcAnalytics.AppHost.Resources.Telemetry;

/// <summary>Adds the collector of the JVM engines' metrics to the model.</summary>
internal static class OpenTelemetryCollectorBuilderExtensions
{
    private const string HealthEndpointName = "health";

    private const int HealthPort = 13133;

    private const string ConfigurationFolder = "/etc/otelcol-contrib";

    private const string ConfigurationFile = "collector.yaml";

    private static readonly string _configuration =
        Path.Combine(AppContext.BaseDirectory, "Resources", "Telemetry", ConfigurationFile);

    // Where Aspire keeps the key that its dashboard asks of senders; it makes one for each run.
    private const string DashboardKeySetting = "AppHost:OtlpApiKey";

    /// <summary>Adds the collector: it asks Flink and the brokers, and sends to the Aspire dashboard.</summary>
    public static IResourceBuilder<OpenTelemetryCollectorResource> AddEngineMetrics(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<KafkaClusterResource> kafka,
        FlinkCluster flink) =>
        builder.AddResource(new OpenTelemetryCollectorResource(name))
            .WithImage(OpenTelemetryCollectorContainerImageTags.Image, OpenTelemetryCollectorContainerImageTags.Tag)
            .WithImageRegistry(OpenTelemetryCollectorContainerImageTags.Registry)
            .WithArgs("--config", $"{ConfigurationFolder}/{ConfigurationFile}")
            .WithContainerFiles(
                ConfigurationFolder, [new ContainerFile { Name = ConfigurationFile, SourcePath = _configuration }])
            .WithHttpEndpoint(targetPort: HealthPort, name: HealthEndpointName)
            .WithHttpHealthCheck("/", endpointName: HealthEndpointName)
            .WithOtlpExporter(OtlpProtocol.Grpc)
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["KAFKA_BROKERS"] =
                    YamlList(kafka.Resource.Brokers.Select(broker => broker.InternalAddress));
                context.EnvironmentVariables["FLINK_METRICS_PAGES"] = YamlList(MetricsPages(flink));
                context.EnvironmentVariables["DASHBOARD_OTLP_API_KEY"] =
                    builder.Configuration[DashboardKeySetting] ?? "";
            })
            .WithLimits(MemoryBudget.CollectorMegabytes)
            .WaitFor(kafka)
            .WaitFor(flink.JobManager);

    private static IEnumerable<string> MetricsPages(FlinkCluster flink)
    {
        var port = FlinkAddresses.Containers(flink.JobManager.Resource.Name, flink.Gateway.Resource.Name).MetricsPort;
        return flink.TaskManagers.Select(taskManager => taskManager.Resource.Name)
            .Prepend(flink.JobManager.Resource.Name)
            .Select(host => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"));
    }

    private static string YamlList(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";
}
