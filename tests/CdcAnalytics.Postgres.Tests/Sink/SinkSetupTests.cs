using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Postgres.Tests.Sink;

public sealed class SinkSetupTests(PostgresFixture postgres)
{
    private static readonly ResultSinkOptions Options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_again_changes_nothing()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using (var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)))
        {
            await sink.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(
                SinkSamples.Live, SinkSamples.Zones((1, 1, 1)))), Cancellation);
        }

        await using var again = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));

        Assert.Equal(
            1L, await database.QueryValueAsync<long>("SELECT count(*) FROM analytics.zone_live", Cancellation));
    }

    [Fact]
    public async Task Hosts_that_start_at_once_all_find_their_tables()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);

        var sinks = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => OpenAsync(database, SinkSamples.Plan(SinkSamples.Live))));

        foreach (var sink in sinks)
        {
            await sink.DisposeAsync();
        }

        Assert.Equal(1, await database.QueryValueAsync<int>(
            "SELECT version FROM cdc.schema_version WHERE component = 'sink'", Cancellation));
    }

    [Fact]
    public async Task Tables_of_a_later_program_are_refused()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await (await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live))).DisposeAsync();
        await database.ExecuteAsync("UPDATE cdc.schema_version SET version = 1000", Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)));
    }

    [Fact]
    public async Task Other_queries_are_refused_until_the_pipeline_is_rebuilt()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var old = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live, SinkSamples.Final));
        await old.CommitAsync(
            SinkSamples.Epoch(
                1,
                SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones((1, 1, 1))),
                SinkSamples.Changes(SinkSamples.Final, SinkSamples.Zones((1, 1, 1)))),
            Cancellation);
        await database.ExecuteAsync("CREATE VIEW of_mine AS SELECT * FROM analytics.zone_live", Cancellation);
        var other = SinkSamples.Plan("fingerprint-2", SinkSamples.Live);

        await Assert.ThrowsAsync<PipelineChangedException>(() => OpenAsync(database, other));
        await PostgresResultSink.RebuildAsync(database.DataSource, other, Options, NullLogger.Instance, Cancellation);
        await using var rebuilt = await OpenAsync(database, other);

        Assert.Null(await rebuilt.LoadAsync(Cancellation));
        Assert.Equal(0L, await database.QueryValueAsync<long>("SELECT count(*) FROM of_mine", Cancellation));
        Assert.Null(await database.QueryValueAsync<string>(
            "SELECT to_regclass('analytics.zone_final')::text", Cancellation));
        await rebuilt.CommitAsync(SinkSamples.Epoch(1), Cancellation);
        await Assert.ThrowsAsync<EpochConflictException>(
            async () => await old.CommitAsync(SinkSamples.Epoch(2), Cancellation));
    }

    [Fact]
    public async Task Rebuild_makes_a_table_of_another_shape_anew()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await (await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live))).DisposeAsync();
        var wider = SinkSamples.Live with
        {
            RowType = new RowType(
                [.. SinkSamples.Live.RowType.Columns, new Column("more", new ColumnType(ValueKind.Text, 0, 0, true))]),
        };
        var plan = SinkSamples.Plan("fingerprint-2", wider);

        await PostgresResultSink.RebuildAsync(database.DataSource, plan, Options, NullLogger.Instance, Cancellation);
        await using var sink = await OpenAsync(database, plan);

        Assert.Equal(0L, await database.QueryValueAsync<long>(
            "SELECT count(more) FROM analytics.zone_live", Cancellation));
    }

    [Fact]
    public async Task Table_of_another_shape_is_refused_and_untouched()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            "CREATE SCHEMA analytics; CREATE TABLE analytics.zone_live (zone int PRIMARY KEY, trips text)",
            Cancellation);

        var refusal = await Assert.ThrowsAsync<ResultTableConflictException>(
            () => OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)));

        Assert.Contains("\"trips\" text", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("\"trips\" bigint NOT NULL", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("text", await database.QueryValueAsync<string>(
            "SELECT data_type::text FROM information_schema.columns WHERE column_name = 'trips'", Cancellation));
    }

    [Fact]
    public async Task Table_with_rows_of_somebody_else_is_refused()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            "CREATE SCHEMA analytics; " + ResultTableDefinition.CreateStatement(SinkSamples.Live)
            + "; INSERT INTO analytics.zone_live VALUES (1, 2, 3)",
            Cancellation);

        await Assert.ThrowsAsync<ResultTableConflictException>(
            () => OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)));
    }

    [Fact]
    public async Task Table_of_another_pipeline_is_refused()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await (await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live))).DisposeAsync();

        await Assert.ThrowsAsync<ResultTableConflictException>(() => PostgresResultSink.OpenAsync(
            database.DataSource,
            SinkSamples.Plan(SinkSamples.Live),
            new ResultSinkOptions { PipelineName = "second" },
            NullLogger.Instance,
            Cancellation));
    }

    [Fact]
    public async Task Result_table_that_vanished_is_not_made_anew_silently()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using (var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)))
        {
            await sink.CommitAsync(SinkSamples.Epoch(1), Cancellation);
        }

        await database.ExecuteAsync("DROP TABLE analytics.zone_live", Cancellation);

        await Assert.ThrowsAsync<ResultTableConflictException>(
            () => OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)));
    }

    [Fact]
    public async Task Commit_is_durable_even_where_synchronous_commit_is_off()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            $"ALTER DATABASE {database.Name} SET synchronous_commit = off", Cancellation);
        await database.ExecuteAsync(
            """
            CREATE TABLE seen (setting text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$
            """,
            Cancellation);
        await using var fresh = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var sink = await PostgresResultSink.OpenAsync(
            fresh, SinkSamples.Plan(SinkSamples.Live), Options, NullLogger.Instance, Cancellation);
        await database.ExecuteAsync(
            "CREATE TRIGGER note AFTER UPDATE ON cdc.checkpoint EXECUTE FUNCTION note()", Cancellation);

        await sink.CommitAsync(SinkSamples.Epoch(1), Cancellation);

        Assert.Equal("on", await database.QueryValueAsync<string>("SELECT setting FROM seen", Cancellation));
    }

    private static Task<PostgresResultSink> OpenAsync(TestDatabase database, PipelinePlan plan) =>
        PostgresResultSink.OpenAsync(database.DataSource, plan, Options, NullLogger.Instance, Cancellation);
}
