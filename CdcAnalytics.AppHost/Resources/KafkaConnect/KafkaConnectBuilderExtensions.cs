using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.AppHost.Resources.Kafka;
using CdcAnalytics.Cluster.Health;
using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.AppHost.Resources.KafkaConnect;

/// <summary>Adds Kafka Connect to the model.</summary>
internal static class KafkaConnectBuilderExtensions
{
    private const string NarrowPluginPath = "/kafka/cdc-plugins";

    private static readonly string[] _plugins = ["debezium-connector-postgres", "debezium-connector-jdbc"];

    /// <summary>Adds the worker; it keeps nothing itself, its topics do.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="settings">The worker's settings, the same that a local process has.</param>
    /// <param name="kafka">The brokers; waited for.</param>
    /// <param name="databasePassword">What connectors log in with; only ever in the worker's environment.</param>
    public static IResourceBuilder<KafkaConnectResource> AddKafkaConnect(
        this IDistributedApplicationBuilder builder,
        string name,
        ConnectSettings settings,
        IResourceBuilder<KafkaClusterResource> kafka,
        ParameterResource databasePassword)
    {
        var connect = new KafkaConnectResource(name);
        return builder.AddResource(connect)
            .WithImage(KafkaConnectContainerImageTags.Image, KafkaConnectContainerImageTags.Tag)
            .WithImageRegistry(KafkaConnectContainerImageTags.Registry)
            .WithEntrypoint("/bin/bash")
            .WithArgs("-c", StartScript())
            .WithHttpEndpoint(targetPort: KafkaConnectResource.RestPort, name: KafkaConnectResource.RestEndpointName)
            .WithStablePort(KafkaConnectResource.RestEndpointName, KafkaConnectResource.RestPort)
            .WithUrlForEndpoint(
                KafkaConnectResource.RestEndpointName, url => url.DisplayText = "Kafka Connect (REST)")
            .WithEnvironment(context =>
            {
                foreach (var (variable, value) in ConnectRendering.ContainerEnvironment(
                    settings, kafka.Resource.InternalBootstrapServers))
                {
                    context.EnvironmentVariables[variable] = value;
                }

                context.EnvironmentVariables[ConnectRendering.EnvironmentName("plugin.path")] = NarrowPluginPath;
                context.EnvironmentVariables[KafkaConnectResource.PasswordVariable] = databasePassword;
            })
            .WithHealthCheck(builder.AddHttpResourceHealthCheck(
                $"{name}_worker",
                connect.RestEndpoint,
                (client, address) => new ConnectHealthCheck(client, address)))
            .WithComposeHealthCheck(
                $"curl -fs http://127.0.0.1:{KafkaConnectResource.RestPort}/connector-plugins | grep -q debezium")
            .WithLimits(MemoryBudget.ConnectMegabytes(settings))
            .WaitFor(kafka);
    }

    // The image brings a dozen connectors; loading only ours takes seconds off the start and 100 MiB off its memory.
    // Connect follows symbolic links in its plug-in folder.
    private static string StartScript() =>
        $"mkdir -p {NarrowPluginPath} && "
        + string.Concat(_plugins.Select(plugin =>
            $"ln -sfn {ConnectRendering.ContainerPluginPath}/{plugin} {NarrowPluginPath}/{plugin} && "))
        + "exec /docker-entrypoint.sh start";
}
