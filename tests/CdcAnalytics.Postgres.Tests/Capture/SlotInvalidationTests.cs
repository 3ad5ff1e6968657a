using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Postgres.Tests.Capture;

public sealed class SlotInvalidationTests
{
    private const string WriteLog = "INSERT INTO other SELECT repeat('x', 1000) FROM generate_series(1, 100)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slot_whose_log_the_server_removed_is_reported_and_a_new_snapshot_heals_it()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Cancellation);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", Cancellation);
        await database.ExecuteAsync("SELECT pg_reload_conf()", Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync("CREATE TABLE other (x text)", Cancellation);
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, 'a')", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await harness.CrashAsync();
        await database.ExecuteAsync("UPDATE trip SET zone = 8", Cancellation);
        for (var segment = 0; segment < 4; segment++)
        {
            await database.ExecuteAsync(WriteLog, Cancellation);
            await database.ExecuteAsync("SELECT pg_switch_wal()", Cancellation);
        }

        await database.ExecuteAsync("CHECKPOINT", Cancellation);

        var failure = await Assert.ThrowsAsync<SlotLostException>(harness.OpenAsync);
        await harness.ResynchroniseAsync();
        await harness.ReadToEndAsync();

        Assert.Contains("was invalidated by the server", failure.Message, StringComparison.Ordinal);
        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
    }
}
