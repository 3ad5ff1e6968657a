using System.Diagnostics;
using CdcAnalytics.Hosts;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>The host is stopped and killed; what it kept is there when it starts again.</summary>
[Trait("requires", "cluster")]
public sealed class HostLifeTests(SharedHost host)
{
    private const int Transactions = 40;
    private static readonly TimeSpan GoneTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan NotedTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly string[] MayBeEmpty = ["zone_hour_final", "unmatched_refunds_final", "trip_anomalies_live"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_and_a_start_keep_topics_positions_state_and_results()
    {
        await host.EnsureStartedAsync(Token);
        await WriteAsync();
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
        await WaitForCheckpointAsync("SELECT count(*) FROM cdc.flink_checkpoint");
        var newest = await ScalarAsync<long>("SELECT max(checkpoint_id) FROM cdc.flink_checkpoint");
        var job = await ScalarAsync<string>(
            "SELECT job_id FROM cdc.flink_checkpoint ORDER BY completed_at DESC LIMIT 1");

        await host.Process.StopAsync(Token);
        var stopped = DateTime.UtcNow;
        Assert.Equal(0, host.Process.ExitCode);
        await AssertNothingIsLeftAsync();

        await host.EnsureStartedAsync(Token);
        await host.Process.WaitForDatabaseAsync(Token);
        await WriteAsync();
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
        await WaitForCheckpointAsync(
            $"SELECT count(*) FROM cdc.flink_checkpoint WHERE job_id <> '{job}' AND completed_at > '{stopped:O}'");
        // Flink numbers on from the checkpoint a job was resumed from; a job that began anew would begin with 1.
        var first = await ScalarAsync<long>(
            "SELECT min(checkpoint_id) FROM cdc.flink_checkpoint WHERE job_id = (SELECT job_id FROM cdc.flink_job)");
        Assert.True(first >= newest, $"The job's checkpoints are numbered from {first}, not from {newest} on.");
    }

    [Fact]
    public async Task A_killed_host_leaves_no_process_and_starts_again_exactly()
    {
        await host.EnsureStartedAsync(Token);
        await WriteAsync();
        await host.Process.KillAsync(Token);
        await AssertNothingIsLeftAsync();

        await host.EnsureStartedAsync(Token);
        await host.Process.WaitForDatabaseAsync(Token);
        await WriteAsync();
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
    }

    private async Task WriteAsync()
    {
        for (var transaction = 0; transaction < Transactions; transaction++)
        {
            await host.Workload.WriteAsync(host.DataSource, Token);
        }
    }

    // The submitter notes a checkpoint some moments after the results were committed with it.
    private async Task WaitForCheckpointAsync(string count)
    {
        var clock = Stopwatch.StartNew();
        while (await ScalarAsync<long>(count) == 0)
        {
            if (clock.Elapsed >= NotedTimeout)
            {
                Assert.Fail($"No checkpoint was noted.\n{host.Evidence}");
            }

            await Task.Delay(PollInterval, TimeProvider.System, Token);
        }
    }

    private async Task<T> ScalarAsync<T>(string query)
    {
        await using var command = host.DataSource.CreateCommand(query);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task AssertNothingIsLeftAsync()
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<string> left;
        while ((left = ChildProcesses.Describe(host.DataFolder)).Count > 0)
        {
            Assert.True(clock.Elapsed < GoneTimeout, $"Still running:\n{string.Join('\n', left)}");
            await Task.Delay(PollInterval, TimeProvider.System, Token);
        }
    }
}
