using Aspire.Hosting.Docker.Resources.ServiceNodes;
using CdcAnalytics.AppHost.Resources.Containers;
using CdcAnalytics.LocalPostgres;

namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>Gives Flink's containers and the submitter the folder of checkpoints that they share.</summary>
internal static class FlinkStateBuilderExtensions
{
    private const string FolderSetting = "StateFolder";

    /// <summary>
    /// Names the shared folder: where the model is run a folder of this machine, since the submitter is a process here
    /// and cannot look into a volume; where it is published a volume, since all of them are containers.
    /// </summary>
    /// <param name="builder">The application; its setting StateFolder is the folder's parent.</param>
    /// <param name="name">Last part of the volume's name.</param>
    public static FlinkState AddFlinkState(this IDistributedApplicationBuilder builder, string name)
    {
        var volume = builder.VolumeNameOf(name);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new FlinkState(volume, OnThisMachine: null);
        }

        var folder = new FlinkStateFolder(RootOf(builder), builder.VolumePrefix());
        // A runtime refuses to mount what is not there, or makes it for root alone.
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            folder.Create();
            return Task.CompletedTask;
        });
        return new FlinkState(volume, folder);
    }

    /// <summary>Mounts it where Flink writes its checkpoints.</summary>
    public static IResourceBuilder<T> WithFlinkState<T>(this IResourceBuilder<T> container, FlinkState state)
        where T : ContainerResource =>
        state.OnThisMachine is { } folder
            ? container.WithBindMount(folder.FullPath, FlinkState.ContainerFolder)
            : container.WithVolume(state.Volume, FlinkState.ContainerFolder);

    /// <summary>
    /// Tells the submitter where it finds the checkpoints; as a container it sees them, and changes none.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithFlinkCheckpoints(
        this IResourceBuilder<ProjectResource> submitter, FlinkState state) =>
        submitter
            .WithEnvironment("Flink__CheckpointFolder", state.SubmittersCheckpoints)
            .PublishAsDockerComposeService((_, service) => service.AddVolume(new Volume
            {
                Name = state.Volume,
                Type = "volume",
                Source = state.Volume,
                Target = FlinkState.ContainerFolder,
                ReadOnly = true,
            }));

    // Volumes are the machine's and not a checkout's, and so is this.
    private static string RootOf(IDistributedApplicationBuilder builder) =>
        builder.Configuration[FolderSetting] is { Length: > 0 } set
            ? Path.GetFullPath(set, builder.AppHostDirectory)
            : Path.Combine(LocalPostgresOptions.DefaultParentFolder, "containers");
}
