using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.AppHost.Resources.Kafka;
using CdcAnalytics.AppHost.Resources.KafkaConnect;

namespace CdcAnalytics.AppHost.Resources.KafkaUi;

/// <summary>Adds Kafka UI to the model; Aspire's own WithKafkaUI knows only brokers of AddKafka.</summary>
internal static class KafkaUiBuilderExtensions
{
    private const string EndpointName = "http";

    private const int Port = 8080;

    private const string HealthPath = "/actuator/health";

    /// <summary>Adds the page, for one cluster and its Connect.</summary>
    public static IResourceBuilder<KafkaUiResource> AddKafkaUi(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<KafkaClusterResource> kafka,
        IResourceBuilder<KafkaConnectResource> connect) =>
        builder.AddResource(new KafkaUiResource(name))
            .WithImage(KafkaUiContainerImageTags.Image, KafkaUiContainerImageTags.Tag)
            .WithImageRegistry(KafkaUiContainerImageTags.Registry)
            .WithHttpEndpoint(targetPort: Port, name: EndpointName)
            .WithStablePort(EndpointName, Port)
            .WithUrlForEndpoint(EndpointName, url => url.DisplayText = "Kafka UI")
            .WithExternalHttpEndpoints()
            .WithEnvironment("KAFKA_CLUSTERS_0_NAME", kafka.Resource.Name)
            .WithEnvironment(
                context => context.EnvironmentVariables["KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS"] =
                    kafka.Resource.InternalBootstrapServers)
            .WithEnvironment("KAFKA_CLUSTERS_0_KAFKACONNECT_0_NAME", connect.Resource.Name)
            .WithEnvironment("KAFKA_CLUSTERS_0_KAFKACONNECT_0_ADDRESS", connect.Resource.InternalUrl)
            .WithEnvironment("JAVA_OPTS", "-Xmx192m -XX:TieredStopAtLevel=1")
            .WithHttpHealthCheck(HealthPath)
            .WithComposeHealthCheck($"wget -q -O - http://127.0.0.1:{Port}{HealthPath} > /dev/null")
            .WithLimits(MemoryBudget.KafkaUiMegabytes)
            .WaitFor(kafka);
}
