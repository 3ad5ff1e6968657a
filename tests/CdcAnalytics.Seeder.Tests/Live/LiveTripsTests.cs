using CdcAnalytics.Seeder.Live;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Seeder.Tests.Live;

public sealed class LiveTripsTests(PostgresFixture postgres)
{
    private const string Duplicates = """
        SELECT count(*) FROM (
          SELECT FROM yellow_taxi
          GROUP BY tpep_pickup_datetime, tpep_dropoff_datetime, pulocationid, dolocationid, trip_distance, fare_amount
          HAVING count(*) > 1) AS twice
        """;

    private static readonly LiveTripsOptions Fast = new() { TripsPerSecond = 2_000, EventTimeSpeed = 1_800,
        CorrectionsShare = 0 };

    [Fact]
    public async Task A_stream_that_is_stopped_and_run_again_brings_each_trip_once()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);
        var total = 0L;
        for (var run = 0; run < 3; run++)
        {
            total += (await RunUntilAsync(database, Fast, done => done.TripsInserted >= 500, token)).TripsInserted;
        }

        Assert.Equal(total, await database.QueryValueAsync<long>("SELECT count(*) FROM yellow_taxi", token));
        Assert.Equal(total, await database.QueryValueAsync<long>("SELECT next_trip FROM seeder.live_stream", token));
        Assert.Equal(0L, await database.QueryValueAsync<long>(Duplicates, token));
    }

    [Fact]
    public async Task History_comes_first_and_once()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);
        var options = Fast with { HistoryTrips = 12_000 };
        await RunUntilAsync(database, options, done => done.HistoryTripsLeft == 0, token);

        var again = await RunUntilAsync(database, options, done => done.TripsInserted >= 100, token);

        Assert.Equal(
            12_000 + again.TripsInserted,
            await database.QueryValueAsync<long>("SELECT count(*) FROM yellow_taxi", token));
        Assert.Equal(0L, await database.QueryValueAsync<long>(Duplicates, token));
    }

    [Fact]
    public async Task Corrections_update_and_delete_trips_and_are_counted()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);

        var done = await RunUntilAsync(
            database, Fast with { CorrectionsShare = 0.5 }, done => done.TripsInserted >= 2_000, token);

        Assert.Equal(
            done.TripsInserted - done.TripsDeleted,
            await database.QueryValueAsync<long>("SELECT count(*) FROM yellow_taxi", token));
        Assert.InRange(done.TripsUpdated, done.TripsInserted / 5, done.TripsInserted / 2);
        Assert.InRange(done.TripsDeleted, done.TripsInserted / 20, done.TripsInserted / 2);
        // A corrected tip is part of what was paid: the sum stays right.
        Assert.Equal(
            0L,
            await database.QueryValueAsync<long>(
                """
                SELECT count(*) FROM yellow_taxi
                WHERE total_amount <> fare_amount + extra + mta_tax + tip_amount + tolls_amount + improvement_surcharge
                  + coalesce(congestion_surcharge, 0) + coalesce(airport_fee, 0) + coalesce(cbd_congestion_fee, 0)
                """,
                token));
    }

    [Fact]
    public async Task Another_rate_goes_on_at_the_next_event_hour()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);
        await RunUntilAsync(database, Fast, done => done.TripsInserted >= 300, token);

        await RunUntilAsync(database, Fast with { EventTimeSpeed = 3_600 }, done => done.TripsInserted >= 300, token);

        Assert.Equal(
            [[new DateTime(2024, 1, 1, 1, 0, 0), 2_000]],
            await database.QueryAsync("SELECT leg_start, trips_per_hour FROM seeder.live_stream", token));
        Assert.Equal(0L, await database.QueryValueAsync<long>(Duplicates, token));
    }

    [Fact]
    public async Task The_first_trip_comes_after_those_of_the_table()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);
        await database.ExecuteAsync(
            """
            INSERT INTO yellow_taxi (tpep_pickup_datetime, pulocationid, dolocationid, total_amount)
            SELECT timestamp '2024-05-01 10:20', 1, 1, 1 FROM generate_series(1, 2000)
            UNION ALL SELECT '2098-01-01', 1, 1, 1
            """,
            token);

        await RunUntilAsync(database, Fast, done => done.TripsInserted >= 1, token);

        Assert.Equal(
            new DateTime(2024, 5, 1, 11, 0, 0),
            await database.QueryValueAsync<DateTime>("SELECT leg_start FROM seeder.live_stream", token));
    }

    [Fact]
    public async Task Trips_come_at_the_set_rate()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);
        var time = new SkippingTimeProvider();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        long inserted = 0;
        var progress = new Callback<LiveTripsProgress>(done =>
        {
            inserted = done.TripsInserted;
            if (inserted >= 1_000)
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LiveTrips.RunAsync(
            database.DataSource, new() { TripsPerSecond = 100, CorrectionsShare = 0 }, progress, NullLogger.Instance,
                time,
            stop.Token));

        Assert.InRange(inserted / time.GetElapsedTime(0).TotalSeconds, 95, 105);
    }

    [Fact]
    public async Task A_stream_outlives_a_restart_of_the_server()
    {
        var token = TestContext.Current.CancellationToken;
        await PostgresFixture.SkipWithoutPostgresAsync(token);
        await using var server = await PostgresServer.StartAsync(token);
        await using var database = await server.CreateDatabaseAsync(token);
        await SourceSchema.CreateAsync(database.DataSource, token);
        var isKilled = false;
        var restart = Task.CompletedTask;
        var done = await RunUntilAsync(
            database,
            Fast,
            progress =>
            {
                if (!isKilled && progress.TripsInserted >= 300)
                {
                    isKilled = true;
                    restart = Task.Run(
                        async () =>
                        {
                            await server.KillAsync(token);
                            await server.RestartAsync(token);
                        },
                        token);
                }

                return restart.IsCompleted && isKilled && progress.TripsInserted >= 1_000;
            },
            token);
        await restart;

        Assert.Equal(done.TripsInserted,
            await database.QueryValueAsync<long>("SELECT count(*) FROM yellow_taxi", token));
        Assert.Equal(0L, await database.QueryValueAsync<long>(Duplicates, token));
    }

    [Theory]
    [InlineData(0, 90, 0.05)]
    [InlineData(100, 0, 0.05)]
    [InlineData(100, 90, 1.5)]
    [InlineData(10_000, 1, 0)]
    public async Task A_setting_out_of_range_is_refused(double tripsPerSecond, double speed, double corrections)
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await CreateDatabaseAsync(token);
        var options = new LiveTripsOptions
        {
            TripsPerSecond = tripsPerSecond, EventTimeSpeed = speed, CorrectionsShare = corrections,
        };

        var error = await Assert.ThrowsAsync<SeederException>(() => LiveTrips.RunAsync(
            database.DataSource, options, progress: null, NullLogger.Instance, TimeProvider.System, token));

        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        await SourceSchema.CreateAsync(database.DataSource, cancellationToken);
        return database;
    }

    /// <summary>Runs the stream until its progress satisfies, and gives the last of it.</summary>
    private static async Task<LiveTripsProgress> RunUntilAsync(
        TestDatabase database,
        LiveTripsOptions options,
        Func<LiveTripsProgress, bool> isEnough,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LiveTripsProgress? last = null;
        var progress = new Callback<LiveTripsProgress>(done =>
        {
            last = done;
            if (isEnough(done))
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LiveTrips.RunAsync(
            database.DataSource, options, progress, NullLogger.Instance, TimeProvider.System, stop.Token));
        cancellationToken.ThrowIfCancellationRequested();
        return last ?? throw new InvalidOperationException("The stream reported nothing.");
    }
}
