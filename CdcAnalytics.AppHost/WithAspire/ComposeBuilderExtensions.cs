using Aspire.Hosting.Docker.Resources;
using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.AppHost.Resources.Kafka;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>Publishes the model as a compose file, in which services wait for health as they do under Aspire.</summary>
internal static class ComposeBuilderExtensions
{
    private const string Healthy = "service_healthy";

    /// <summary>Adds the target of <c>aspire publish</c>.</summary>
    public static void AddComposeFile(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddDockerComposeEnvironment(name).ConfigureComposeFile(file => WaitForHealth(builder, file));

    /// <summary>Gives a .NET service in a compose file its limit, its restart policy and its health check.</summary>
    /// <param name="service">The service.</param>
    /// <param name="healthPath">Answers 200 when it is ready.</param>
    public static IResourceBuilder<ProjectResource> PublishAsComposeService(
        this IResourceBuilder<ProjectResource> service, string healthPath) =>
        service.PublishAsDockerComposeService((_, published) =>
        {
            published.Limit(MemoryBudget.DotNetServiceMegabytes);
            // The image of .NET has no client for HTTP, but it has bash. Compose would read one dollar for its own.
            published.CheckHealthBy(
                "bash -c 'exec 3<>/dev/tcp/127.0.0.1/$$HTTP_PORTS"
                + $" && printf \"GET {healthPath} HTTP/1.0\\r\\n\\r\\n\" >&3"
                + " && head -1 <&3 | grep -q \" 200 \"'");
        });

    // Aspire publishes every wait as "has been started", and none for what is no container, as the Kafka cluster.
    private static void WaitForHealth(IDistributedApplicationBuilder builder, ComposeFile file)
    {
        foreach (var resource in builder.Resources)
        {
            if (!file.Services.TryGetValue(resource.Name, out var service))
            {
                continue;
            }

            foreach (var needed in resource.Annotations.OfType<WaitAnnotation>().SelectMany(ContainersOf))
            {
                if (file.Services.TryGetValue(needed, out var other))
                {
                    service.DependsOn[needed] =
                        new() { Condition = other.Healthcheck is null ? "service_started" : Healthy };
                }
            }
        }
    }

    private static IEnumerable<string> ContainersOf(WaitAnnotation wait) =>
        wait.Resource is KafkaClusterResource cluster
            ? cluster.Brokers.Select(broker => broker.Name)
            : [wait.Resource.Name];
}
