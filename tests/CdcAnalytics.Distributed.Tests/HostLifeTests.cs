using System.Diagnostics;
using CdcAnalytics.Hosts;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>The host is stopped and killed; what it kept is there when it starts again.</summary>
[Trait("requires", "cluster")]
public sealed class HostLifeTests(SharedHost host)
{
    private const int Transactions = 40;
    private static readonly TimeSpan GoneTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly string[] MayBeEmpty = ["zone_hour_final", "unmatched_refunds_final", "trip_anomalies_live"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_and_a_start_keep_topics_positions_state_and_results()
    {
        await host.EnsureStartedAsync(Token);
        await WriteAsync();
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
        var newest = await ScalarAsync("SELECT max(checkpoint_id) FROM cdc.flink_checkpoint");

        await host.Process.StopAsync(Token);
        Assert.Equal(0, host.Process.ExitCode);
        await AssertNothingIsLeftAsync();

        await host.EnsureStartedAsync(Token);
        await host.Process.WaitForDatabaseAsync(Token);
        await WriteAsync();
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
        // Flink numbers on from the checkpoint a job was resumed from; a job that began anew would begin with 1.
        var numbers = await ScalarAsync(
            """
            SELECT min(checkpoint_id) FROM cdc.flink_checkpoint
            WHERE job_id = (SELECT job_id FROM cdc.flink_checkpoint ORDER BY completed_at DESC LIMIT 1)
            """);
        Assert.True(numbers >= newest, $"The job's checkpoints are numbered from {numbers}, not from {newest} on.");
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

    private async Task<long> ScalarAsync(string query)
    {
        await using var command = host.DataSource.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync(Token))!;
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
