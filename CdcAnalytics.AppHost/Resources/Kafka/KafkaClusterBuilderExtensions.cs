using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.Cluster.Health;
using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.AppHost.Resources.Kafka;

/// <summary>Adds the brokers to the model.</summary>
internal static class KafkaClusterBuilderExtensions
{
    // The ports on which the system this one re-creates had its brokers.
    private const int FirstHostPort = 9092;

    private const EndpointProperty HostAndPort = EndpointProperty.HostAndPort;

    /// <summary>Adds a container for each broker, and the cluster they are.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the cluster; a broker's is that and its id.</param>
    /// <param name="settings">The cluster's settings, the same that local processes have.</param>
    public static IResourceBuilder<KafkaClusterResource> AddKafkaCluster(
        this IDistributedApplicationBuilder builder, string name, KafkaClusterSettings settings)
    {
        var resource = new KafkaClusterResource(name, builder.ExecutionContext.IsPublishMode);
        var cluster = builder.AddResource(resource)
            .WithIconName("MailMultiple")
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "KafkaCluster",
                State = KnownResourceStates.NotStarted,
                Properties = [],
            })
            .OnInitializeResource(StartAsync)
            .WithHealthCheck(builder.AddResourceHealthCheck(
                $"{name}_quorum",
                new KafkaHealthCheck(() => BootstrapServersOf(resource), settings.BrokerCount)));
        foreach (var nodeId in Enumerable.Range(1, settings.BrokerCount))
        {
            // The containers of a quorum need one another, so they start together and only the cluster waits.
            cluster.WaitFor(builder.AddBroker(resource, nodeId, settings));
        }

        return cluster;
    }

    private static IResourceBuilder<KafkaBrokerResource> AddBroker(
        this IDistributedApplicationBuilder builder,
        KafkaClusterResource cluster,
        int nodeId,
        KafkaClusterSettings settings)
    {
        var broker = new KafkaBrokerResource($"{cluster.Name}-{nodeId}", nodeId);
        cluster.Add(broker);
        return builder.AddResource(broker)
            .WithImage(KafkaContainerImageTags.Image, KafkaContainerImageTags.Tag)
            .WithImageRegistry(KafkaContainerImageTags.Registry)
            .WithEndpoint(
                targetPort: KafkaBrokerResource.ExternalPort, name: KafkaBrokerResource.ExternalEndpointName)
            .WithEndpoint(
                targetPort: KafkaBrokerResource.InternalPort, name: KafkaBrokerResource.InternalEndpointName)
            .WithStablePort(KafkaBrokerResource.ExternalEndpointName, FirstHostPort + nodeId - 1)
            .WithDataVolume(broker.Name, KafkaRendering.ContainerDataFolder)
            .WithEnvironment(context =>
            {
                foreach (var (variable, value) in KafkaRendering.ContainerEnvironment(settings, nodeId))
                {
                    context.EnvironmentVariables[variable] = value;
                }

                AddAddresses(context, cluster, broker);
            })
            .WithLimits(MemoryBudget.BrokerMegabytes(settings))
            // Kafka's own tools would start a JVM for every look.
            .WithComposeHealthCheck($"bash -c ': < /dev/tcp/127.0.0.1/{KafkaBrokerResource.InternalPort}'")
            .WithHealthCheck(builder.AddResourceHealthCheck(
                $"{broker.Name}_member", new KafkaBrokerHealthCheck(() => AddressOf(broker), nodeId)));
    }

    private static void AddAddresses(
        EnvironmentCallbackContext context, KafkaClusterResource cluster, KafkaBrokerResource broker)
    {
        const string inside = KafkaAddresses.InternalListener;
        const string outside = KafkaAddresses.ExternalListener;
        var listeners =
            $"{inside}://:{KafkaBrokerResource.InternalPort},{outside}://:{KafkaBrokerResource.ExternalPort},"
            + $"{KafkaAddresses.ControllerListener}://:{KafkaBrokerResource.ControllerPort}";
        // Clients on this machine are sent to the published port. In a published model there are none, but a listener
        // that is not advertised is refused.
        object advertised = context.ExecutionContext.IsPublishMode
            ? $"{inside}://{broker.InternalAddress},{outside}://{broker.Name}:{KafkaBrokerResource.ExternalPort}"
            : ReferenceExpression.Create(
                $"{inside}://{broker.InternalAddress},{outside}://{broker.ExternalEndpoint.Property(HostAndPort)}");
        context.EnvironmentVariables[KafkaRendering.EnvironmentName(KafkaAddresses.ListenersKey)] = listeners;
        context.EnvironmentVariables[KafkaRendering.EnvironmentName(KafkaAddresses.AdvertisedListenersKey)] =
            advertised;
        context.EnvironmentVariables[KafkaRendering.EnvironmentName(KafkaAddresses.QuorumVotersKey)] =
            string.Join(',', cluster.Brokers.Select(peer => peer.Voter));
    }

    private static string? AddressOf(KafkaBrokerResource broker) =>
        broker.ExternalEndpoint is { IsAllocated: true } endpoint ? $"{endpoint.Host}:{endpoint.Port}" : null;

    private static string? BootstrapServersOf(KafkaClusterResource cluster)
    {
        var addresses = cluster.Brokers.Select(AddressOf).ToList();
        return addresses.Contains(null) ? null : string.Join(',', addresses);
    }

    // Nothing is started for the cluster itself: it runs when what it waits for is healthy.
    private static async Task StartAsync(
        KafkaClusterResource cluster, InitializeResourceEvent started, CancellationToken cancellationToken)
    {
        await started.Eventing.PublishAsync(
            new BeforeResourceStartedEvent(cluster, started.Services), cancellationToken);
        await started.Eventing.PublishAsync(
            new ConnectionStringAvailableEvent(cluster, started.Services), cancellationToken);
        await started.Notifications.PublishUpdateAsync(
            cluster, snapshot => snapshot with { State = KnownResourceStates.Running });
    }
}
