using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.LocalPostgres;
using Microsoft.Extensions.DependencyInjection;

namespace CdcAnalytics.AppHost.Tests.WithAspire.Flink;

/// <summary>The folder of checkpoints that Flink's containers and the submitter share where the model is run.</summary>
public sealed class FlinkStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdc-flink-state-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_submitter_lists_the_very_folder_that_flink_writes_its_checkpoints_to()
    {
        var builder = Model.CreateDistributed();
        var mount = MountOf(builder, "flink-jobmanager");

        Assert.Equal(FlinkFolders.Containers.Checkpoints, $"file://{mount.Target}/checkpoints");
        Assert.Contains(
            $"Flink__CheckpointFolder={Path.Combine($"{mount.Source}", "checkpoints")}",
            (await builder.EnvironmentAsync("flink-job")).Split('\n'));
    }

    [Fact]
    public void Every_task_manager_shares_the_folder_with_the_job_manager()
    {
        var builder = Model.CreateDistributed("--Cluster:Flink:TaskManagerCount=2");

        var shared = MountOf(builder, "flink-jobmanager").Source;
        Assert.Equal(shared, MountOf(builder, "flink-taskmanager-1").Source);
        Assert.Equal(shared, MountOf(builder, "flink-taskmanager-2").Source);
    }

    [Fact]
    public void Another_prefix_has_a_folder_of_its_own_as_it_has_volumes_of_its_own()
    {
        Assert.Equal(
            Path.Combine(_folder, "another", "flink"),
            MountOf(
                Model.CreateDistributed("--VolumePrefix=another", $"--StateFolder={_folder}"), "flink-jobmanager")
                .Source);
    }

    [Fact]
    public void A_relative_folder_is_meant_from_the_application_and_none_is_the_users_data_folder()
    {
        var relative = Model.CreateDistributed("--StateFolder=state");

        Assert.Equal(
            Path.Combine(relative.AppHostDirectory, "state", "cdc-analytics", "flink"),
            MountOf(relative, "flink-jobmanager").Source);
        Assert.Equal(
            Path.Combine(LocalPostgresOptions.DefaultParentFolder, "containers", "cdc-analytics", "flink"),
            MountOf(Model.CreateDistributed("--StateFolder="), "flink-jobmanager").Source);
    }

    [Fact]
    public async Task The_folder_is_there_before_anything_starts()
    {
        var builder = Model.CreateDistributed($"--StateFolder={_folder}");
        await using var app = builder.Build();

        await builder.Eventing.PublishAsync(
            new BeforeStartEvent(app.Services, app.Services.GetRequiredService<DistributedApplicationModel>()),
            TestContext.Current.CancellationToken);

        Assert.True(Directory.Exists(Path.Combine(_folder, "cdc-analytics", "flink")));
    }

    private static ContainerMountAnnotation MountOf(IDistributedApplicationBuilder builder, string container) =>
        Assert.Single(builder.Resource<ContainerResource>(container).Annotations.OfType<ContainerMountAnnotation>());
}
