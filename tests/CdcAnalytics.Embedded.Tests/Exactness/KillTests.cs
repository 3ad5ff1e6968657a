using System.Globalization;
using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Hosting;
using CdcAnalytics.Testing.Workload;
using Npgsql;

namespace CdcAnalytics.Embedded.Tests.Exactness;

/// <summary>
/// The host and its Postgres are killed with SIGKILL at random moments while trips change. Replay a failure with the
/// printed CDC_KILL_SEED; CDC_KILLS sets how often (1 to 10,000).
/// </summary>
public sealed class KillTests
{
    private const int DefaultKills = 50;
    private const int DefaultSeed = 20240101;
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public async Task However_often_host_and_server_are_killed_the_results_equal_the_batch_answer()
    {
        var token = TestContext.Current.CancellationToken;
        await PostgresFixture.SkipWithoutPostgresAsync(token);
        var seed = FromEnvironment("CDC_KILL_SEED", DefaultSeed);
        var kills = FromEnvironment("CDC_KILLS", DefaultKills);
        TestContext.Current.TestOutputHelper?.WriteLine($"Replay with CDC_KILL_SEED={seed} CDC_KILLS={kills}");
        using var home = new HostHome();
        await using var host = new MortalHost(home);
        try
        {
            await using var dataSource = NpgsqlDataSource.Create(await host.Current.WaitForDatabaseAsync(token));
            await Convergence.WaitForTailAsync(dataSource, () => host.Current.Output, token);
            await BatchOracle.BeginHistoryAsync(dataSource, token);
            await TripWorkload.PrepareAsync(dataSource, token);
            using var writing = CancellationTokenSource.CreateLinkedTokenSource(token);
            var writer = WriteAsync(dataSource, seed, writing.Token);
            await KillAsync(host, home, kills, new Random(seed), token);
            await writing.CancelAsync();
            await writer;
            await Convergence.WaitAsync(dataSource, () => host.Current.Output, token);
            await Convergence.AssertExactAsync(dataSource, mayBeEmpty: [], token);
            await host.Current.StopAsync(token);
            Assert.Equal(0, host.Current.ExitCode);
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine(host.Current.Output);
        }
    }

    private static async Task KillAsync(
        MortalHost host, HostHome home, int kills, Random random, CancellationToken cancellationToken)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            // From in the middle of a start to well into a run.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 3500)), TimeProvider.System, cancellationToken);
            Assert.False(
                host.Current.HasExited, $"The host ended by itself before kill {kill}:\n{host.Current.Output}");
            if (random.Next(5) < 3)
            {
                await host.KillAndStartAsync(cancellationToken);
            }
            else
            {
                home.KillPostgres();
            }
        }
    }

    private static async Task WriteAsync(NpgsqlDataSource dataSource, int seed, CancellationToken cancellationToken)
    {
        var workload = new TripWorkload(seed, Start);
        try
        {
            while (true)
            {
                await workload.WriteAsync(dataSource, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private static int FromEnvironment(string variable, int value) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given)
            ? given
            : value;
}
