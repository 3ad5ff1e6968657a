using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Postgres.Tests.Capture;

public sealed class InterruptionTests(PostgresFixture postgres)
{
    private const int MaxRounds = 50;

    private const string KillSender =
        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = current_database()";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Huge_transaction_comes_in_many_batches_and_each_change_once_though_the_connection_breaks()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        harness.Options = harness.Options with { MaxBatchRows = 1000 };
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await database.ExecuteAsync(
            "INSERT INTO trip SELECT i, 1, i, repeat('x', 100) FROM generate_series(1, 50000) i", Cancellation);

        while (harness.BatchesInsideTransactions < 3)
        {
            await harness.ReadAsync();
        }

        await database.ExecuteAsync(KillSender, Cancellation);
        await harness.ReadToEndAsync();

        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
        Assert.InRange(harness.BatchesInsideTransactions, 20, 100);
    }

    [Fact]
    public async Task Crash_inside_a_huge_transaction_begins_it_again()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        harness.Options = harness.Options with { MaxBatchRows = 100 };
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await database.ExecuteAsync(
            "INSERT INTO trip SELECT i, 1, i, 'x' FROM generate_series(1, 2000) i", Cancellation);

        while (harness.BatchesInsideTransactions < 2)
        {
            await harness.ReadAsync();
        }

        await harness.CrashAsync();
        await harness.OpenAsync();
        await harness.ReadToEndAsync();

        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
    }

    [Fact]
    public async Task Killed_server_that_comes_back_is_read_on()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Cancellation);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await database.ExecuteAsync(
            "INSERT INTO trip SELECT i, 1, i, 'x' FROM generate_series(1, 100) i", Cancellation);
        await harness.ReadToEndAsync();

        await server.KillAsync(Cancellation);
        await server.RestartAsync(Cancellation);
        await database.ExecuteAsync("UPDATE trip SET zone = 2", Cancellation);
        await harness.ReadToEndAsync();

        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1_000_000)]
    public async Task Far_behind_the_log_is_read_in_bulk_and_then_streamed(int chunkRows)
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        harness.Options = harness.Options with
        {
            MaxBatchRows = 150, CatchUpThresholdBytes = 1024 * 1024, CatchUpChunkRows = chunkRows,
        };
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await harness.CrashAsync();
        for (var first = 0; first < 4000; first += 100)
        {
            await database.ExecuteAsync(
                $"INSERT INTO trip SELECT i, 1, i, repeat('x', 500) FROM generate_series({first}, {first + 99}) i; " +
                $"UPDATE trip SET zone = 2 WHERE id = {first}", Cancellation);
        }

        await harness.OpenAsync();
        await harness.ReadAsync();
        Assert.False(await database.QueryValueAsync<bool>(
            "SELECT active FROM pg_replication_slots WHERE database = current_database()", Cancellation));
        await harness.ReadToEndAsync();
        // Other tests write to the same server's log: what they write meanwhile can put this source far behind again.
        var isStreaming = false;
        for (var round = 1; round <= MaxRounds && !isStreaming; round++)
        {
            await database.ExecuteAsync($"UPDATE trip SET zone = 2 + {round} WHERE id % 100 = 1", Cancellation);
            await harness.ReadToEndAsync();
            isStreaming = await database.QueryValueAsync<bool>(
                "SELECT active FROM pg_replication_slots WHERE database = current_database()", Cancellation);
        }

        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
        Assert.True(isStreaming, $"Read in bulk still after {MaxRounds} small transactions.");
    }

    [Fact]
    public async Task Slot_is_confirmed_only_as_far_as_acknowledged()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        var before = await ConfirmedAsync(database);
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, 'a')", Cancellation);
        while (harness.RowsOf(0).Count == 0)
        {
            await harness.ReadAsync(acknowledge: false);
        }

        var end = harness.Position ?? throw new InvalidOperationException();
        var held = await ConfirmedAsync(database);
        await harness.Source.AcknowledgeAsync(end, Cancellation);
        await WaitForConfirmedAsync(database, end.CommitEndLsn);

        Assert.True(held <= end.CommitEndLsn && held >= before);
        Assert.NotEqual(end.CommitEndLsn, held);
    }

    [Fact]
    public async Task Idle_slot_follows_the_log_by_heartbeats_that_do_not_feed_themselves()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync("CREATE TABLE other (x text)", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        harness.Options = harness.Options with { HeartbeatDistanceBytes = 200_000 };
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        var batches = harness.Batches;

        await database.ExecuteAsync(
            "INSERT INTO other SELECT repeat('x', 1000) FROM generate_series(1, 1000)", Cancellation);
        var target = Lsn.Parse(await database.QueryValueAsync<string>(
            "SELECT pg_current_wal_insert_lsn()::text", Cancellation) ?? throw new InvalidOperationException());
        while (harness.Position?.CommitEndLsn is not { } reached || reached < target)
        {
            await harness.ReadAsync();
        }

        await WaitForConfirmedAsync(database, target);
        Assert.InRange(harness.Batches - batches, 1, 10);
        Assert.Empty(harness.Log);
    }

    [Fact]
    public async Task Slot_that_is_gone_or_was_remade_is_reported_at_opening()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, 'a')", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await harness.CrashAsync();
        var slot = harness.Options.SlotName;
        await harness.DropSlotAsync();

        var gone = await Assert.ThrowsAsync<SlotLostException>(harness.OpenAsync);
        await database.ExecuteAsync("INSERT INTO trip VALUES (2, 7, 1, 'b')", Cancellation);
        await database.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')", Cancellation);
        var remade = await Assert.ThrowsAsync<SlotLostException>(harness.OpenAsync);
        await harness.ResynchroniseAsync();
        await harness.ReadToEndAsync();

        Assert.Contains("does not exist, but a checkpoint", gone.Message, StringComparison.Ordinal);
        Assert.Contains("read or remade by another", remade.Message, StringComparison.Ordinal);
        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
    }

    [Fact]
    public async Task Slot_dropped_while_reading_is_reported()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        var reading = harness.ReadAsync();
        await harness.DropSlotAsync();

        var failure = await Assert.ThrowsAsync<SlotLostException>(() => reading);

        Assert.Contains("was dropped", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slot_another_holds_is_waited_for_and_then_reported_with_its_process()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var holder = new CaptureHarness(database, CaptureSamples.Trip);
        await holder.OpenAsync();
        await holder.ReadToEndAsync();
        await using var second = new CaptureHarness(database, CaptureSamples.Trip);
        second.Options = second.Options with { SlotInUseTimeout = TimeSpan.FromMilliseconds(300) };
        var process = await database.QueryValueAsync<int>(
            "SELECT active_pid FROM pg_replication_slots WHERE database = current_database()", Cancellation);

        var failure = await Assert.ThrowsAsync<SlotInUseException>(second.OpenAsync);

        Assert.Contains($"is held by server process {process} ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_taken_out_of_the_publication_since_the_checkpoint_needs_a_new_snapshot()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateVisit, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip, CaptureSamples.Visit);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await harness.CrashAsync();
        await database.ExecuteAsync(
            $"ALTER PUBLICATION {harness.Options.PublicationName} DROP TABLE visit", Cancellation);

        var failure = await Assert.ThrowsAsync<ResynchronisationRequiredException>(harness.OpenAsync);

        Assert.Contains("does not hold public.visit", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<Lsn> ConfirmedAsync(TestDatabase database) => Lsn.Parse(
        await database.QueryValueAsync<string>(
            "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE database = current_database()",
            Cancellation)
        ?? throw new InvalidOperationException());

    private static async Task WaitForConfirmedAsync(TestDatabase database, Lsn? position)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (position > await ConfirmedAsync(database))
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
