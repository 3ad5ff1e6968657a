using System.Diagnostics;
using System.Globalization;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Hosts;
using CdcAnalytics.Testing.Cluster;
using Npgsql;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>
/// Every process is killed with SIGKILL in turn while trips change; without a hand the tables equal the batch answer
/// again. The times are told, not judged.
/// </summary>
[Trait("requires", "cluster")]
public sealed class RecoveryTests(SharedHost host)
{
    private static readonly TimeSpan LoadBefore = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LoadAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenTransactions = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AppearTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // Which of them hold rows depends on the test that ran first.
    private static readonly string[] MayBeEmpty = ["zone_hour_final", "unmatched_refunds_final", "trip_anomalies_live"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is killed, and a name for it.</summary>
    public static TheoryData<string> Processes { get; } =
    [
        ProcessNames.Broker(2), ProcessNames.Connect, ProcessNames.TaskManager, ProcessNames.JobManager,
        ProcessNames.Gateway, ServiceNames.Submitter, ServiceNames.ConnectorManager, "postgres",
    ];

    [Theory]
    [MemberData(nameof(Processes))]
    public async Task A_killed_process_comes_back_and_the_results_are_exact(string name)
    {
        await host.EnsureStartedAsync(Token);
        await WriteAsync(LoadBefore);
        var clock = Stopwatch.StartNew();
        if (name == "postgres")
        {
            KillPostgres();
        }
        else
        {
            ProcessSignal.Send("-KILL", await WaitForProcessAsync(name));
        }

        await WriteAsync(LoadAfter);
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{name} killed: exact again {clock.Elapsed.TotalSeconds:0.0} s later, of which trips changed for 3 s"));
    }

    [Fact]
    public async Task Two_of_three_brokers_away_stop_progress_and_lose_nothing()
    {
        await host.EnsureStartedAsync(Token);
        await WriteAsync(LoadBefore);
        await Exactness.WaitAsync(host, MayBeEmpty, Token);
        int[] brokers =
            [await WaitForProcessAsync(ProcessNames.Broker(1)), await WaitForProcessAsync(ProcessNames.Broker(3))];
        try
        {
            Array.ForEach(brokers, broker => ProcessSignal.Send("-STOP", broker));
            var before = await ResultsAsync();
            await WriteAsync(Outage);
            // One copy is not enough to acknowledge a record, so nothing may have come out at the other end.
            Assert.Equal(before, await ResultsAsync());
        }
        finally
        {
            Array.ForEach(brokers, broker => ProcessSignal.Send("-CONT", broker));
        }

        var elapsed = await Exactness.WaitAsync(host, MayBeEmpty, Token);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"Exact {elapsed.TotalSeconds:0.0} s after two of three brokers came back"));
    }

    private async Task WriteAsync(TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < length)
        {
            await host.Workload.WriteAsync(host.DataSource, Token);
            await Task.Delay(BetweenTransactions, TimeProvider.System, Token);
        }
    }

    private async Task<string> ResultsAsync()
    {
        await using var command = host.DataSource.CreateCommand(
            "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM analytics.payment_mix_live AS r");
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<int> WaitForProcessAsync(string name)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (ChildProcesses.Find(host.DataFolder, name) is { } id)
            {
                return id;
            }

            if (clock.Elapsed >= AppearTimeout)
            {
                Assert.Fail($"There is no process '{name}':\n{host.Evidence}");
            }

            await Task.Delay(PollInterval, TimeProvider.System, Token);
        }
    }

    private void KillPostgres()
    {
        var file = Path.Combine(host.DataFolder, "postgres", "data", "postmaster.pid");
        var id = int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);
        ProcessSignal.Send("-KILL", id);
        NpgsqlConnection.ClearAllPools();
    }
}
