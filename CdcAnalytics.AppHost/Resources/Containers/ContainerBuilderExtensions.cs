using System.Globalization;

namespace CdcAnalytics.AppHost.Resources.Containers;

/// <summary>What every container of the model has alike: a memory limit, a restart policy, a port that stays.</summary>
internal static class ContainerBuilderExtensions
{
    /// <summary>
    /// Limits the container's memory and has the runtime start it again when its process dies; alike in a published
    /// compose file.
    /// </summary>
    /// <param name="builder">The container.</param>
    /// <param name="memoryMegabytes">Past this many MiB the kernel ends the process; swap is not given.</param>
    public static IResourceBuilder<T> WithLimits<T>(this IResourceBuilder<T> builder, int memoryMegabytes)
        where T : ContainerResource
    {
        var memory = string.Create(CultureInfo.InvariantCulture, $"{memoryMegabytes}m");
        return builder
            .WithAnnotation(new MemoryLimitAnnotation(memoryMegabytes))
            .WithContainerRuntimeArgs("--memory", memory, "--memory-swap", memory)
            .WithContainerRuntimeArgs("--restart", ComposeServiceExtensions.RestartPolicy)
            .PublishAsDockerComposeService((_, service) => service.Limit(memoryMegabytes));
    }

    /// <summary>Keeps a folder of the container on a volume that outlives it.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="volume">Last part of the volume's name.</param>
    /// <param name="folder">Path inside the container.</param>
    public static IResourceBuilder<T> WithDataVolume<T>(this IResourceBuilder<T> builder, string volume, string folder)
        where T : ContainerResource =>
        builder.WithVolume(builder.ApplicationBuilder.VolumeNameOf(volume), folder);

    /// <summary>First part of every volume's name, the setting VolumePrefix: another one has data of its own.</summary>
    public static string VolumePrefix(this IDistributedApplicationBuilder builder) =>
        builder.Configuration["VolumePrefix"] ?? "cdc-analytics";

    /// <summary>A volume's whole name.</summary>
    public static string VolumeNameOf(this IDistributedApplicationBuilder builder, string volume) =>
        $"{builder.VolumePrefix()}-{volume}";

    /// <summary>
    /// Publishes an endpoint on a fixed port of this machine, without a proxy, so that it is the same after the
    /// runtime has restarted the container; a port chosen by the runtime would be another one then.
    /// </summary>
    /// <param name="builder">The container.</param>
    /// <param name="endpointName">An endpoint it has.</param>
    /// <param name="preferredPort">Taken where it is free, else another.</param>
    public static IResourceBuilder<T> WithStablePort<T>(
        this IResourceBuilder<T> builder, string endpointName, int preferredPort)
        where T : IResourceWithEndpoints
    {
        var port = builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? HostPort.PreferredOrFree(preferredPort)
            : preferredPort;
        return builder.WithEndpoint(
            endpointName,
            endpoint =>
            {
                endpoint.Port = port;
                endpoint.IsProxied = false;
            },
            createIfNotExists: false);
    }

    /// <summary>What a published compose file asks the container itself, as nobody asks from outside there.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="command">A shell command inside the container; exit code 0 is healthy.</param>
    public static IResourceBuilder<T> WithComposeHealthCheck<T>(this IResourceBuilder<T> builder, string command)
        where T : ContainerResource =>
        builder.PublishAsDockerComposeService((_, service) => service.CheckHealthBy(command));
}
