using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Postgres.Tests.Sink;

public sealed class SinkLedgerTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ledger_and_watermark_stand_as_of_the_last_epoch()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
        await sink.CommitAsync(SinkSamples.Epoch(1), Cancellation);

        await sink.CommitAsync(
            SinkSamples.Epoch(2) with { Tables = [new TableProgress(null, new LedgerCounts(15, 1, 2, 3, 4, 5))] },
            Cancellation);

        Assert.Equal(
            ["trips|15|1|2|3|4|5|true|2"],
            await TextsAsync(database, """
                SELECT concat_ws('|', table_name, captured, applied, late_corrected, dropped_late, filtered,
                                 quarantined, balanced::text, epoch)
                FROM cdc.ledger
                """));
        Assert.Equal(
            ["trips|NULL|2"],
            await TextsAsync(database, """
                SELECT concat_ws('|', table_name, coalesce(watermark::text, 'NULL'), epoch) FROM cdc.watermark
                """));
    }

    [Fact]
    public async Task Ledger_that_does_not_balance_is_refused_and_nothing_written()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sink.CommitAsync(
            SinkSamples.Epoch(1, SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones((1, 1, 1)))) with
            {
                Tables = [new TableProgress(null, new LedgerCounts(2, 1, 0, 0, 0, 0))],
            },
            Cancellation));

        Assert.Equal([], await TextsAsync(database, "SELECT zone::text FROM analytics.zone_live"));
    }

    [Fact]
    public async Task Dropped_and_quarantined_events_can_be_selected_with_their_reason()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));

        await sink.CommitAsync(
            SinkSamples.Epoch(1) with
            {
                Dropped = [SinkSamples.Dropped("1"), SinkSamples.Dropped("2")],
                Quarantined =
                [
                    SinkSamples.Quarantined("3"),
                    new QuarantinedEvent(null, "zone_live", null, "132", "division by zero", "{}", null),
                ],
            },
            Cancellation);

        const string columns = """
            concat_ws('|', table_name, query, operation, row_key, event_time, watermark, window_end, reason, row_data,
                      commit_lsn, epoch)
            """;
        const string closed = "zone_final|insert|{0}|1970-01-01 00:00:00|1970-01-01 02:00:00|1970-01-01 01:00:00|"
            + "the window was closed: the watermark had reached its end|{{\"id\": {0}}}|16/B374D848|1";
        Assert.Equal(
            ["trips|" + string.Format(null, closed, 1), "trips|" + string.Format(null, closed, 2)],
            await TextsAsync(database, $"SELECT {columns} FROM cdc.dropped_event ORDER BY id"));
        Assert.Equal(
            [
                "trips|update|3|column picked_up is infinity; expected a finite timestamp|{\"id\": 3}|16/B374D850|1",
                "zone_live|132|division by zero|{}|1",
            ],
            await TextsAsync(database, $"SELECT {columns} FROM cdc.quarantined_event ORDER BY id"));
    }

    [Fact]
    public async Task Refused_events_older_than_the_retention_go_and_younger_ones_stay()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        var options = new ResultSinkOptions { EventRetention = TimeSpan.FromDays(7) };
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live), options);
        await database.ExecuteAsync(
            """
            INSERT INTO cdc.dropped_event (pipeline, row_key, reason, epoch, recorded_at) VALUES
              ('main', 'old', 'late', 0, now() - interval '8 days'),
              ('main', 'young', 'late', 0, now() - interval '6 days');
            INSERT INTO cdc.quarantined_event (pipeline, row_key, reason, epoch, recorded_at) VALUES
              ('main', 'old', 'late', 0, now() - interval '8 days')
            """,
            Cancellation);

        await sink.CommitAsync(SinkSamples.Epoch(1), Cancellation);

        Assert.Equal(["young"], await TextsAsync(
            database, "SELECT row_key FROM cdc.dropped_event UNION ALL SELECT row_key FROM cdc.quarantined_event"));
    }

    private static Task<PostgresResultSink> OpenAsync(
        TestDatabase database, PipelinePlan plan, ResultSinkOptions? options = null) =>
        PostgresResultSink.OpenAsync(
            database.DataSource, plan, options ?? new ResultSinkOptions(), NullLogger.Instance, Cancellation);

    private static async Task<IEnumerable<string?>> TextsAsync(TestDatabase database, string sql) =>
        (await database.QueryAsync(sql, Cancellation)).Select(row => (string?)row[0]).ToList();
}
