using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Embedded.Tests.Exactness;

/// <summary>The real trips of the TLC through the whole path, against the batch answer.</summary>
public sealed class TlcSampleTests(PostgresFixture postgres)
{
    private const string Updates =
        """
        UPDATE yellow_taxi SET
          tip_amount = tip_amount + 0.35,
          total_amount = total_amount + 0.35,
          pulocationid = CASE WHEN id % 7 = 0 THEN dolocationid ELSE pulocationid END,
          tpep_pickup_datetime = tpep_pickup_datetime + CASE WHEN id % 5 = 0 THEN interval '40 minutes'
            ELSE interval '0' END
        WHERE id IN (SELECT id FROM yellow_taxi ORDER BY md5(id::text || 'update') LIMIT 2000)
        """;

    private const string Deletes =
        "DELETE FROM yellow_taxi WHERE id IN (SELECT id FROM yellow_taxi ORDER BY md5(id::text || 'delete') LIMIT 500)";

    /// <summary>All refunds of the sample have their trip: rightly empty until a trip is deleted.</summary>
    private static readonly string[] MayBeEmpty = ["unmatched_refunds_final"];

    [Fact]
    public async Task Loaded_updated_and_deleted_real_trips_equal_the_batch_answer()
    {
        var token = TestContext.Current.CancellationToken;
        var file = SharedData.FileOrSkip(SharedData.TripSample);
        await using var database = await TaxiDatabase.CreateAsync(postgres, token);
        await using var pipeline = RunningPipeline.Start(database);
        await Convergence.WaitForTailAsync(database.DataSource, pipeline.Describe, token);
        var loaded = await ParquetTripLoader.LoadAsync(
            database.DataSource,
            file,
            new TripLoadOptions(),
            progress: null,
            NullLogger.Instance,
            TimeProvider.System,
            token);
        Assert.Equal(25_000, loaded.RowsLoaded);
        await Convergence.WaitAsync(database.DataSource, pipeline.Describe, token);
        await Convergence.AssertExactAsync(database.DataSource, MayBeEmpty, token);

        await database.ExecuteAsync(Updates, token);
        await database.ExecuteAsync(Deletes, token);
        await Convergence.WaitAsync(database.DataSource, pipeline.Describe, token);
        await Convergence.AssertExactAsync(database.DataSource, MayBeEmpty, token);

        // The null block restarts at the month's first hour, a day after it was closed: dropped by final windows, each
        // row to be seen with its reason.
        var dropped = await database.QueryAsync(
            "SELECT sum(dropped_late)::bigint FROM cdc.ledger",
            token);
        Assert.True((long)dropped[0][0]! > 900, "The late null block should have been dropped by the final windows.");
    }

    [Fact]
    public async Task Trips_that_were_there_before_are_taken_from_a_snapshot()
    {
        var token = TestContext.Current.CancellationToken;
        var file = SharedData.FileOrSkip(SharedData.TripSample);
        await using var database = await TaxiDatabase.CreateAsync(postgres, token);
        await ParquetTripLoader.LoadAsync(
            database.DataSource,
            file,
            new TripLoadOptions(),
            progress: null,
            NullLogger.Instance,
            TimeProvider.System,
            token);
        await using var pipeline = RunningPipeline.Start(database);
        await Convergence.WaitAsync(database.DataSource, pipeline.Describe, token);
        await database.ExecuteAsync(Updates, token);
        await Convergence.WaitAsync(database.DataSource, pipeline.Describe, token);
        await Convergence.AssertExactAsync(database.DataSource, MayBeEmpty, token);
    }
}
