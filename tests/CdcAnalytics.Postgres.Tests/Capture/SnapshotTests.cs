using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Postgres.Tests.Capture;

public sealed class SnapshotTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Snapshot_and_stream_make_the_table_whatever_is_written_and_wherever_it_breaks(int seed)
    {
        var random = new Random(seed);
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateVisit, Cancellation);
        await database.ExecuteAsync(
            """
            INSERT INTO trip SELECT i, i % 265, i, 'first' FROM generate_series(1, 2000) i;
            INSERT INTO visit
            SELECT chr(64 + i % 26) || chr(97 + i % 7), date '2024-01-01' + i, i FROM generate_series(1, 500) i
            """, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip, CaptureSamples.Visit);
        harness.Options = harness.Options with { MaxBatchRows = 97, SnapshotChunkRows = 250 };
        await harness.OpenAsync();

        for (var round = 0; round < 40; round++)
        {
            await database.ExecuteAsync(Change(random), Cancellation);
            await harness.ReadAsync();
            if (random.Next(5) == 0)
            {
                // The batch read last may be lost with the crash: resume from the one before.
                await harness.CrashAsync();
                await database.ExecuteAsync(Change(random), Cancellation);
                await harness.OpenAsync();
            }
        }

        await harness.ReadToEndAsync();
        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
        await harness.AssertEqualsTableAsync(1, CaptureSamples.SelectVisit);
        Assert.Null(harness.Position?.SourceState);
    }

    [Fact]
    public async Task Transaction_open_while_an_interrupted_snapshot_goes_on_is_counted_once()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync(
            "INSERT INTO trip SELECT i, 1, i, 'first' FROM generate_series(1, 1000) i", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        harness.Options = harness.Options with { MaxBatchRows = 100 };
        await harness.OpenAsync();
        await harness.ReadAsync();
        await harness.CrashAsync();

        // One transaction is over before the second life's snapshot, one is open across it; both move keys between
        // ranges.
        await database.ExecuteAsync("UPDATE trip SET id = 2000 - id WHERE id < 60", Cancellation);
        await using (var connection = await database.DataSource.OpenConnectionAsync(Cancellation))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "UPDATE trip SET id = 3000 - id WHERE id BETWEEN 60 AND 160";
                await command.ExecuteNonQueryAsync(Cancellation);
            }

            await harness.OpenAsync();
            await harness.ReadAsync();
            await transaction.CommitAsync(Cancellation);
        }

        await harness.ReadToEndAsync();
        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
    }

    [Fact]
    public async Task Slot_left_by_a_start_that_never_committed_is_replaced()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var first = new CaptureHarness(database, CaptureSamples.Trip);
        await first.OpenAsync();
        await first.CrashAsync();

        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, 'a')", Cancellation);
        await using var second = new CaptureHarness(database, CaptureSamples.Trip);
        await second.OpenAsync();
        await second.ReadToEndAsync();

        Assert.Equal(["Read 1|7|1.00|a"], second.Log);
    }

    [Fact]
    public async Task Truncate_seen_by_a_part_of_an_interrupted_snapshot_needs_a_new_one()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync(
            "INSERT INTO trip SELECT i, 1, i, 'first' FROM generate_series(1, 1000) i", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        harness.Options = harness.Options with { MaxBatchRows = 100 };
        await harness.OpenAsync();
        await harness.ReadAsync();
        await harness.CrashAsync();
        await database.ExecuteAsync("TRUNCATE trip; INSERT INTO trip VALUES (500, 1, 1, 'after')", Cancellation);
        await harness.OpenAsync();

        await Assert.ThrowsAsync<ResynchronisationRequiredException>(harness.ReadToEndAsync);
        await harness.CrashAsync();
        await harness.ResynchroniseAsync();
        await harness.ReadToEndAsync();

        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
    }

    private static string Change(Random random)
    {
        var id = random.Next(1, 2200);
        return random.Next(8) switch
        {
            0 => $"INSERT INTO trip VALUES ({id}, 1, 2, 'new') ON CONFLICT (id) DO UPDATE SET zone = 9",
            1 => $"DELETE FROM trip WHERE id BETWEEN {id} AND {id + 20}",
            2 => $"UPDATE trip SET amount = amount + 1 WHERE id BETWEEN {id} AND {id + 200}",
            3 => $"UPDATE trip SET id = 100000 + (SELECT max(id) FROM trip) - id WHERE id BETWEEN {id} AND {id + 10}",
            4 => $"UPDATE visit SET visits = visits + 1 WHERE day < date '2024-01-01' + {id}",
            5 => $"INSERT INTO visit VALUES ('zoë', date '2000-01-01' + {id}, 1) ON CONFLICT (place, day) DO NOTHING",
            6 => $"UPDATE visit SET place = lower(place) || 'x' WHERE day = date '2024-01-01' + {id % 500}",
            _ => $"DELETE FROM visit WHERE day = date '2024-01-01' + {id % 500}",
        };
    }
}
