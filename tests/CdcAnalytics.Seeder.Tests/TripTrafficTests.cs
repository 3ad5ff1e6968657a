using CdcAnalytics.Seeder.Traffic;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Seeder.Tests;

public sealed class TripTrafficTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_stream_stands_still_and_goes_on_where_it_stopped()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        var options = new TripTrafficOptions { HistoryTrips = 0, TripsPerSecond = 500, CorrectionsShare = 0 };
        var traffic = new TripTraffic(database.DataSource, options, NullLogger.Instance, TimeProvider.System);
        await traffic.PrepareAsync(Token);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = traffic.RunAsync(loaded: null, life.Token);
        await WaitUntilAsync(database.DataSource, "count(*) > 0", Token);

        traffic.Pause();
        Assert.True(traffic.IsPaused);
        // The advisory lock is the stream's own: while nobody holds a connection, nothing is inserted.
        await WaitUntilAsync(
            database.DataSource,
            "NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
            + "AND pid <> pg_backend_pid())",
            Token);
        var paused = await CountAsync(database.DataSource, Token);
        Assert.Equal(paused, await CountAsync(database.DataSource, Token));
        traffic.Resume();
        await WaitUntilAsync(database.DataSource, $"count(*) > {paused}", Token);

        await life.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        // Each trip of the stream once. Their ids may have a gap: a pause rolls back what is under way.
        await WaitUntilAsync(
            database.DataSource, "count(*) = (SELECT next_trip FROM seeder.live_stream)", Token);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM yellow_taxi");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task WaitUntilAsync(
        NpgsqlDataSource dataSource, string condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        while (true)
        {
            await using var command = dataSource.CreateCommand($"SELECT {condition} FROM yellow_taxi");
            if (await command.ExecuteScalarAsync(limit.Token) is true)
            {
                return;
            }

            await Task.Delay(PollInterval, TimeProvider.System, limit.Token);
        }
    }
}
