using System.Globalization;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Postgres.Tests.Sink;

public sealed class SinkFaultTests(PostgresFixture postgres)
{
    // Terminates its own session when the sequence reaches a number. A sequence is not rolled back, so that the session
    // that tries again passes.
    private const string FaultTriggers = """
        CREATE SEQUENCE public.fault;
        CREATE TABLE public.plan (kill_at bigint);
        INSERT INTO public.plan VALUES (0);
        CREATE FUNCTION public.fault() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('public.fault') = (SELECT kill_at FROM public.plan) THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
          END IF;
          RETURN NULL;
        END $$;
        DO $$
        DECLARE name text; moment text;
        BEGIN
          FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                      WHERE schemaname = 'analytics' OR schemaname = 'cdc' LOOP
            FOREACH moment IN ARRAY ARRAY['BEFORE', 'AFTER'] LOOP
              EXECUTE format('CREATE TRIGGER fault_%s %s INSERT OR UPDATE OR DELETE ON %s '
                               'EXECUTE FUNCTION public.fault()',
                             moment, moment, name);
            END LOOP;
          END LOOP;
        END $$
        """;

    private const string Everything = """
        SELECT (SELECT string_agg(t::text, ' ' ORDER BY zone) FROM analytics.zone_live AS t)
          || ' / ' || (SELECT coalesce(string_agg(t::text, ' ' ORDER BY zone), '-') FROM analytics.zone_final AS t)
          || ' / ' || (SELECT epoch || ' ' || commit_end_lsn FROM cdc.checkpoint)
          || ' / ' || (SELECT string_agg(epoch || ':' || encode(content, 'escape'), ' ' ORDER BY epoch)
                       FROM cdc.state_delta)
          || ' / ' || (SELECT coalesce(string_agg(index || ':' || epoch, ' '), '-') FROM cdc.state_segment)
          || ' / ' || (SELECT captured || ' ' || epoch FROM cdc.ledger)
          || ' / ' || (SELECT count(*) FROM cdc.dropped_event) || ' ' || (SELECT count(*) FROM cdc.quarantined_event)
        """;

    private const string Before = "(1,10,1.00) (2,20,2.00) / - / 1 1/1 / 1:delta 1 / - / 1 1 / 0 0";
    private const string After =
        "(1,11,1.10) (3,30,3.00) / (9,90,9.00) / 2 1/2 / 1:delta 1 2:delta 2 / 0:2 / 2 2 / 1 1";

    private static readonly ResultSinkOptions Impatient = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    private static readonly Epoch First = SinkSamples.Epoch(1, SinkSamples.Changes(
        SinkSamples.Live, SinkSamples.Zones((1, 10, 100), (2, 20, 200))));

    private static readonly Epoch Second = SinkSamples.Epoch(
        2,
        SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones((1, 11, 110), (3, 30, 300)),
            SinkSamples.Zones((2, 0, null))),
        SinkSamples.Changes(SinkSamples.Final, SinkSamples.Zones((9, 90, 900)))) with
    {
        State = new StateWrite("delta 2"u8.ToArray(), [new StateSegment(0, new byte[] { 1 })], 1),
        Dropped = [SinkSamples.Dropped("1")],
        Quarantined = [SinkSamples.Quarantined("2")],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static PipelinePlan Plan => SinkSamples.Plan(SinkSamples.Live, SinkSamples.Final);

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Session_killed_at_any_statement_leaves_nothing_of_the_epoch_and_the_next_attempt_all(
        int copyThresholdRows)
    {
        var options = Impatient with { CopyThresholdRows = copyThresholdRows, MaxRetries = 0 };
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await (await PrepareAsync(database, options, killAt: 0)).DisposeAsync();
        var kills = 0;
        var wasKilled = true;
        while (wasKilled)
        {
            Assert.True(kills < 100, "The fault never moved past the last statement.");
            await using var sink = await StartOverAsync(database, options, killAt: kills + 1);

            wasKilled = await FailsAsync(sink);

            if (wasKilled)
            {
                kills++;
                Assert.Equal(Before, await database.QueryValueAsync<string>(Everything, Cancellation));
                await sink.CommitAsync(Second, Cancellation);
            }

            Assert.Equal(After, await database.QueryValueAsync<string>(Everything, Cancellation));
        }

        // Checkpoint, delta, old deltas, live delete and upsert, final insert, segment, ledger, watermark, two side
        // tables, each before and after.
        Assert.True(kills >= 22, string.Create(CultureInfo.InvariantCulture, $"Only {kills} statements were tried."));
    }

    [Fact]
    public async Task Killed_session_is_replaced_and_the_epoch_written_once()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await PrepareAsync(database, Impatient, killAt: 5);

        await sink.CommitAsync(Second, Cancellation);

        Assert.Equal(After, await database.QueryValueAsync<string>(Everything, Cancellation));
    }

    [Fact]
    public async Task Commit_whose_answer_was_lost_counts_as_committed()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var proxy = await StartProxyAsync();
        await using var lossy = Through(proxy, database);
        await using var sink = await PostgresResultSink.OpenAsync(
            lossy, Plan, Impatient, NullLogger.Instance, Cancellation);

        await CommitUnheardAsync(sink, proxy, database, () => ValueTask.CompletedTask);
        await sink.CommitAsync(SinkSamples.Epoch(3), Cancellation);

        Assert.Equal(
            "(1,11,1.10) (2,20,2.00)",
            await database.QueryValueAsync<string>(
                "SELECT string_agg(t::text, ' ' ORDER BY zone) FROM analytics.zone_live AS t", Cancellation));
        Assert.Equal(3L, await database.QueryValueAsync<long>("SELECT epoch FROM cdc.checkpoint", Cancellation));
    }

    [Fact]
    public async Task Commit_whose_answer_was_lost_is_a_conflict_once_another_instance_went_on()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var proxy = await StartProxyAsync();
        await using var lossy = Through(proxy, database);
        await using var sink = await PostgresResultSink.OpenAsync(
            lossy, Plan, Impatient, NullLogger.Instance, Cancellation);

        await Assert.ThrowsAsync<EpochConflictException>(() => CommitUnheardAsync(sink, proxy, database, async () =>
        {
            await using var other = await PostgresResultSink.OpenAsync(
                database.DataSource, Plan, Impatient, NullLogger.Instance, Cancellation);
            await other.CommitAsync(SinkSamples.Epoch(3), Cancellation);
        }));
    }

    [Fact]
    public async Task Sink_goes_on_after_the_server_was_killed_and_restarted()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Cancellation);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);
        await using var sink = await PrepareAsync(
            database, Impatient with { MaxRetries = 100, MaxRetryDelay = TimeSpan.FromMilliseconds(200) }, killAt: 0);

        await server.KillAsync(Cancellation);
        var committing = sink.CommitAsync(Second, Cancellation);
        await server.RestartAsync(Cancellation);
        await committing;

        Assert.Equal(After, await database.QueryValueAsync<string>(Everything, Cancellation));
    }

    private static NpgsqlDataSource Through(LossyProxy proxy, TestDatabase database)
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = proxy.Port,
        };
        return NpgsqlDataSource.Create(address.ConnectionString);
    }

    /// <summary>
    /// Commits epochs 1 and 2; the second's answer is lost, after its commit and whatever happens meanwhile.
    /// </summary>
    private static async Task CommitUnheardAsync(
        PostgresResultSink sink, LossyProxy proxy, TestDatabase database, Func<ValueTask> meanwhile)
    {
        await sink.CommitAsync(First, Cancellation);
        await using var listener = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using (var listen = new NpgsqlCommand("LISTEN cdc_analytics", listener))
        {
            await listen.ExecuteNonQueryAsync(Cancellation);
        }

        proxy.Withhold();
        // Only statements the connection has prepared: preparing one would wait for an answer before anything commits.
        var committing = sink.CommitAsync(
            SinkSamples.Epoch(2, SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones((1, 11, 110)))), Cancellation);
        await listener.WaitAsync(Cancellation);
        await meanwhile();
        proxy.Break();
        await committing;
    }

    private async Task<LossyProxy> StartProxyAsync()
    {
        var server = await postgres.GetServerAsync(Cancellation);
        return new LossyProxy(new NpgsqlConnectionStringBuilder(server.Server.TcpConnectionString).Port);
    }

    private static async Task<PostgresResultSink> PrepareAsync(
        TestDatabase database, ResultSinkOptions options, int killAt)
    {
        var sink = await PostgresResultSink.OpenAsync(
            database.DataSource, Plan, options, NullLogger.Instance, Cancellation);
        await sink.CommitAsync(First, Cancellation);
        await database.ExecuteAsync(FaultTriggers, Cancellation);
        await SetFaultAsync(database, killAt);
        return sink;
    }

    private static async Task<PostgresResultSink> StartOverAsync(
        TestDatabase database, ResultSinkOptions options, int killAt)
    {
        await SetFaultAsync(database, killAt: 0);
        await PostgresResultSink.RebuildAsync(database.DataSource, Plan, options, NullLogger.Instance, Cancellation);
        var sink = await PostgresResultSink.OpenAsync(
            database.DataSource, Plan, options, NullLogger.Instance, Cancellation);
        await sink.CommitAsync(First, Cancellation);
        await SetFaultAsync(database, killAt);
        return sink;
    }

    private static Task SetFaultAsync(TestDatabase database, int killAt) => database.ExecuteAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"UPDATE public.plan SET kill_at = {killAt}; SELECT setval('public.fault', 1, false)"),
        Cancellation);

    private static async Task<bool> FailsAsync(PostgresResultSink sink)
    {
        try
        {
            await sink.CommitAsync(Second, Cancellation);
            return false;
        }
        catch (NpgsqlException)
        {
            return true;
        }
    }
}
