using System.Globalization;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>
/// The whole distributed topology in containers: what a person sees who runs the AppHost with Docker. The results are
/// compared row by row with the batch answers over the source tables.
/// </summary>
[Trait("requires", "containers")]
public sealed class DistributedStackTests(DistributedStack stack) : IClassFixture<DistributedStack>
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromMinutes(2);

    // A recovery on a busy machine included.
    private static readonly TimeSpan ExactLimit = TimeSpan.FromMinutes(4);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postgres")]
    [InlineData("kafka")]
    [InlineData("connect")]
    [InlineData("flink-taskmanager")]
    [InlineData("seeder")]
    [InlineData("connectors")]
    [InlineData("flink-job")]
    [InlineData("dashboard")]
    [InlineData("kafka-ui")]
    [InlineData("pgadmin")]
    [InlineData("engine-metrics")]
    public async Task Every_part_becomes_healthy(string resource)
    {
        await stack.EnsureStartedAsync(Ending);

        await stack.App.WaitForHealthAsync(resource, HealthLimit, Ending);
    }

    [Fact]
    public async Task The_results_equal_the_batch_answer()
    {
        await stack.EnsureStartedAsync(Ending);

        await stack.Results.WriteAsync(Ending);

        await stack.Results.WaitAsync(ExactLimit, Ending);
    }

    [Fact]
    public async Task A_broker_that_dies_comes_back_and_the_results_stay_exact()
    {
        await stack.EnsureStartedAsync(Ending);
        await stack.Results.WriteAsync(Ending);

        await stack.KillAsync("kafka-2", Ending);
        await stack.Results.WriteAsync(Ending);

        await stack.Results.WaitAsync(ExactLimit, Ending);
        await stack.App.WaitForHealthAsync("kafka", HealthLimit, Ending);
    }

    [Fact]
    public async Task A_job_whose_job_manager_dies_is_resumed_from_its_last_checkpoint()
    {
        await stack.EnsureStartedAsync(Ending);
        await stack.Results.WriteAsync(Ending);
        await stack.Results.WaitAsync(ExactLimit, Ending);
        var newest = NewestCheckpoint();

        await stack.KillAsync("flink-jobmanager", Ending);
        await stack.Results.WriteAsync(Ending);

        await stack.Results.WaitAsync(ExactLimit, Ending);
        // Flink numbers on from the checkpoint a job was resumed from; a job that began anew would begin with 1.
        var first = await FirstCheckpointOfTheLastJobAsync();
        Assert.True(first > newest, $"The job's checkpoints are numbered from {first}, not from past {newest} on.");
    }

    [Fact]
    public async Task The_buttons_of_the_dashboard_do_what_they_say()
    {
        await stack.EnsureStartedAsync(Ending);
        await stack.Results.WriteAsync(Ending);

        await stack.App.PressAsync("seeder", "pause", Ending);
        await stack.App.PressAsync("seeder", "resume", Ending);
        await stack.App.PressAsync("flink-job", "savepoint", Ending);
        await stack.App.PressAsync("connectors", "restart-cdc-source", Ending);
        await stack.App.PressAsync("connectors", "restart-cdc-sink", Ending);
        await stack.App.PressAsync("connectors", "resnapshot-public.taxi_zones", Ending);

        Assert.NotEmpty(Directory.EnumerateDirectories(Path.Combine(stack.FlinkFolder, "savepoints")));
        await stack.Results.WaitAsync(ExactLimit, Ending);
    }

    // What the submitter sees as well: <checkpoints>/<job id>/chk-<number>/_metadata, written by a container.
    private int NewestCheckpoint() =>
        Directory.EnumerateFiles(
                Path.Combine(stack.FlinkFolder, "checkpoints"), "_metadata", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)) ?? "")
            .Max(folder => int.Parse(folder["chk-".Length..], CultureInfo.InvariantCulture));

    private async Task<long> FirstCheckpointOfTheLastJobAsync()
    {
        await using var command = stack.DataSource.CreateCommand(
            """
            SELECT min(checkpoint_id) FROM cdc.flink_checkpoint
            WHERE job_id = (SELECT job_id FROM cdc.flink_checkpoint ORDER BY completed_at DESC LIMIT 1)
            """);
        return await command.ExecuteScalarAsync(Ending) is long first
            ? first
            : throw new InvalidOperationException("No checkpoint was noted.");
    }
}
