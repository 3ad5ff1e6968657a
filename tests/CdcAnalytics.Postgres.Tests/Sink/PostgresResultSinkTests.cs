using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Postgres.Tests.Sink;

public sealed class PostgresResultSinkTests(PostgresFixture postgres)
{
    private const string AllLive = "SELECT zone || '|' || trips || '|' || coalesce(revenue::text, 'NULL') "
        + "FROM analytics.zone_live ORDER BY zone";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One epoch through arrays, one through COPY: the rows must come out the same.</summary>
    public static TheoryData<int> Paths => [1, 1_000_000];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_type_comes_back_exactly(int copyThresholdRows)
    {
        var type = new RowType(
        [
            new Column("k", new ColumnType(ValueKind.Int32, 0, 0, IsNullable: false)),
            new Column("a", new ColumnType(ValueKind.Boolean, 0, 0, IsNullable: true)),
            new Column("b", new ColumnType(ValueKind.Int32, 0, 0, IsNullable: true)),
            new Column("c", new ColumnType(ValueKind.Int64, 0, 0, IsNullable: true)),
            new Column("d", new ColumnType(ValueKind.Double, 0, 0, IsNullable: true)),
            new Column("e", new ColumnType(ValueKind.Decimal, 38, 2, IsNullable: true)),
            new Column("f", new ColumnType(ValueKind.Decimal, 38, 0, IsNullable: true)),
            new Column("g", new ColumnType(ValueKind.Decimal, 38, 38, IsNullable: true)),
            new Column("h", new ColumnType(ValueKind.Decimal, 20, 5, IsNullable: true)),
            new Column("i", new ColumnType(ValueKind.Timestamp, 6, 0, IsNullable: true)),
            new Column("j", new ColumnType(ValueKind.Date, 0, 0, IsNullable: true)),
            new Column("l", new ColumnType(ValueKind.Text, 0, 0, IsNullable: true)),
        ]);
        var table = new ResultTable("all_types", type, [0], IsFinal: false);
        var most = Int128.Parse(new string('9', 38), System.Globalization.CultureInfo.InvariantCulture);
        var rows = new RowBuffer(type);
        AddRow(rows, 1, isTrue: true, int.MaxValue, long.MaxValue, 1e-300, most, most, most, 1_234_567,
            253_402_300_799_999_999, 2_932_896, "Zoë 😀\n\"'\\");
        AddRow(rows, 2, isTrue: false, int.MinValue, long.MinValue, double.NaN, -most, -most, -most, -1,
            -62_135_596_800_000_000, -719_162, "");
        // The latest time the words hold, and the earliest Postgres holds.
        AddRow(rows, 3, isTrue: false, 0, 0, 0, 0, 0, 0, 0, long.MaxValue, 0, "NULL");
        AddRow(rows, 4, isTrue: false, -1, -1, double.NegativeInfinity, 5, 10_000, 1, 100_000,
            -210_866_803_200_000_000, 1, "\t");
        var nulls = rows.AddRow();
        rows.SetWord(nulls, 0, 5);
        for (var column = 1; column < type.Columns.Count; column++)
        {
            rows.SetNull(nulls, column);
        }

        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(
            database, SinkSamples.Plan(table), new ResultSinkOptions { CopyThresholdRows = copyThresholdRows });

        await sink.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(table, rows)), Cancellation);

        Assert.Equal(
            [
                "(1,t,2147483647,9223372036854775807,1e-300,999999999999999999999999999999999999.99,"
                + $"{most},0.{most},12.34567,\"9999-12-31 23:59:59.999999\",9999-12-31,\"Zoë 😀\n\"\"'\\\\\")",
                "(2,f,-2147483648,-9223372036854775808,NaN,-999999999999999999999999999999999999.99,"
                + $"-{most},-0.{most},-0.00001,\"0001-01-01 00:00:00\",0001-01-01,\"\")",
                "(3,f,0,0,0,0.00,0,0.00000000000000000000000000000000000000,0.00000,"
                + "\"294247-01-10 04:00:54.775807\",1970-01-01,NULL)",
                "(4,f,-1,-1,-Infinity,0.05,10000,0.00000000000000000000000000000000000001,1.00000,"
                + "\"4714-11-24 00:00:00 BC\",1970-01-02,\"\t\")",
                "(5,,,,,,,,,,,)",
            ],
            await TextsAsync(database, "SELECT t::text FROM analytics.all_types AS t ORDER BY k"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Upserts_and_deletes_leave_exactly_the_net_rows(int copyThresholdRows)
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(
            database,
            SinkSamples.Plan(SinkSamples.Live),
            new ResultSinkOptions { CopyThresholdRows = copyThresholdRows });

        await sink.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(
            SinkSamples.Live, SinkSamples.Zones((1, 10, 100), (2, 20, null), (3, 30, 300)))), Cancellation);
        await sink.CommitAsync(SinkSamples.Epoch(2, SinkSamples.Changes(
            SinkSamples.Live, SinkSamples.Zones((2, 21, 7), (4, 40, null)), SinkSamples.Zones((3, 0, null)))),
            Cancellation);

        Assert.Equal(["1|10|1.00", "2|21|0.07", "4|40|NULL"], await TextsAsync(database, AllLive));
    }

    [Fact]
    public async Task Cleared_table_keeps_only_the_epochs_own_rows()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
        await sink.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(
            SinkSamples.Live, SinkSamples.Zones((1, 10, 100), (2, 20, 200)))), Cancellation);

        await sink.CommitAsync(SinkSamples.Epoch(2, SinkSamples.Changes(
            SinkSamples.Live, SinkSamples.Zones((2, 1, 5)), isCleared: true)), Cancellation);

        Assert.Equal(["2|1|0.05"], await TextsAsync(database, AllLive));
    }

    [Fact]
    public async Task More_rows_than_one_statement_takes_are_all_written_and_deleted()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(
            database, SinkSamples.Plan(SinkSamples.Live), new ResultSinkOptions { CopyThresholdRows = 1_000_000 });
        var rows = SinkSamples.Zones([.. Enumerable.Range(0, 12_001).Select(zone => (zone, 1L, (Int128?)zone))]);
        await sink.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(SinkSamples.Live, rows)), Cancellation);
        Assert.Equal(["12001"], await TextsAsync(database, "SELECT count(*)::text FROM analytics.zone_live"));

        await sink.CommitAsync(
            SinkSamples.Epoch(2, SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones(), rows)), Cancellation);

        Assert.Equal(["0"], await TextsAsync(database, "SELECT count(*)::text FROM analytics.zone_live"));
    }

    [Fact]
    public async Task Nothing_is_loaded_before_the_first_commit()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));

        Assert.Null(await sink.LoadAsync(Cancellation));
    }

    [Fact]
    public async Task Load_gives_what_was_saved_and_no_delta_older_than_needed()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        await using (var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live)))
        {
            await sink.CommitAsync(
                SinkSamples.Epoch(1) with
                {
                    State = new StateWrite(
                        new byte[] { 1 }, [new StateSegment(0, large), new StateSegment(1, new byte[] { 9 })], 1),
                },
                Cancellation);
            await sink.CommitAsync(
                SinkSamples.Epoch(2) with { State = new StateWrite(new byte[] { 2, 2 }, [], 1) }, Cancellation);
            await sink.CommitAsync(
                SinkSamples.Epoch(3) with
                {
                    End = new SourcePosition(new Lsn(0x16_B374D848), """{"chunk": 7}"""),
                    State = new StateWrite(ReadOnlyMemory<byte>.Empty, [new StateSegment(1, new byte[] { 3 })], 2),
                },
                Cancellation);
        }

        await using var reopened = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
        var loaded = await reopened.LoadAsync(Cancellation);

        Assert.NotNull(loaded);
        Assert.Equal(3, loaded.EpochNumber);
        Assert.Equal("fingerprint-1", loaded.Fingerprint);
        Assert.Equal(new SourcePosition(new Lsn(0x16_B374D848), """{"chunk": 7}"""), loaded.Position);
        Assert.Equal(
            [(1L, 0, Convert.ToHexString(large)), (3L, 1, "03")],
            loaded.Segments.Select(item =>
                (item.EpochNumber, item.Segment.Index, Convert.ToHexString(item.Segment.Content.Span))));
        Assert.Equal(
            [(2L, "0202"), (3L, "")],
            loaded.Deltas.Select(item => (item.EpochNumber, Convert.ToHexString(item.Content.Span))));
    }

    [Fact]
    public async Task Commit_notifies_with_the_epochs_number()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
        await using var listener = await database.DataSource.OpenConnectionAsync(Cancellation);
        var heard = new List<string>();
        listener.Notification += (_, notification) => heard.Add($"{notification.Channel} {notification.Payload}");
        await using (var listen = new NpgsqlCommand("LISTEN cdc_analytics", listener))
        {
            await listen.ExecuteNonQueryAsync(Cancellation);
        }

        await sink.CommitAsync(SinkSamples.Epoch(1), Cancellation);
        await listener.WaitAsync(Cancellation);

        Assert.Equal(["cdc_analytics 1"], heard);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Final_row_emitted_twice_fails_and_writes_nothing(int copyThresholdRows)
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(
            database,
            SinkSamples.Plan(SinkSamples.Live, SinkSamples.Final),
            new ResultSinkOptions { CopyThresholdRows = copyThresholdRows });
        await sink.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(
            SinkSamples.Final, SinkSamples.Zones((1, 10, 100)))), Cancellation);

        var failure = await Assert.ThrowsAsync<RepeatedFinalRowException>(async () => await sink.CommitAsync(
            SinkSamples.Epoch(
                2,
                SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones((1, 1, 1))),
                SinkSamples.Changes(SinkSamples.Final, SinkSamples.Zones((2, 20, 200), (1, 10, 100)))),
            Cancellation));

        Assert.Contains("analytics.zone_final", failure.Message, StringComparison.Ordinal);
        Assert.Equal([], await TextsAsync(database, AllLive));
        Assert.Equal(["1"], await TextsAsync(database, "SELECT epoch::text FROM cdc.checkpoint"));
        Assert.Equal(["1"], await TextsAsync(database, "SELECT count(*)::text FROM analytics.zone_final"));
    }

    [Fact]
    public async Task Second_instance_that_is_behind_cannot_commit()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var first = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
        await using var second = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
        await first.CommitAsync(SinkSamples.Epoch(1, SinkSamples.Changes(
            SinkSamples.Live, SinkSamples.Zones((1, 1, 1)))), Cancellation);

        await Assert.ThrowsAsync<EpochConflictException>(async () => await second.CommitAsync(
            SinkSamples.Epoch(1, SinkSamples.Changes(SinkSamples.Live, SinkSamples.Zones((2, 2, 2)))), Cancellation));

        Assert.Equal(["1|1|0.01"], await TextsAsync(database, AllLive));
    }

    [Fact]
    public async Task Of_two_instances_that_commit_at_once_exactly_one_succeeds_each_time()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        for (var number = 1; number <= 10; number++)
        {
            await using var first = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));
            await using var second = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));

            var outcomes = await Task.WhenAll(
                TryCommitAsync(first, SinkSamples.Epoch(number)), TryCommitAsync(second, SinkSamples.Epoch(number)));

            Assert.Single(outcomes, succeeded => succeeded);
        }
    }

    [Fact]
    public async Task Epoch_out_of_turn_is_refused()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live));

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await sink.CommitAsync(SinkSamples.Epoch(2), Cancellation));
    }

    [Fact]
    public async Task Commit_that_waits_for_a_lock_too_long_fails()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        var options = new ResultSinkOptions
        {
            LockTimeout = TimeSpan.FromMilliseconds(20),
            MaxRetries = 1,
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };
        await using var sink = await OpenAsync(database, SinkSamples.Plan(SinkSamples.Live), options);
        await using var holder = await database.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("SELECT FROM cdc.checkpoint FOR UPDATE", holder))
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        var failure = await Assert.ThrowsAsync<PostgresException>(
            async () => await sink.CommitAsync(SinkSamples.Epoch(1), Cancellation));

        Assert.Equal(PostgresErrorCodes.LockNotAvailable, failure.SqlState);
    }

    [Fact]
    public async Task Names_with_quotes_and_semicolons_are_only_names()
    {
        var hostile = new ResultTable(
            "a\"; DROP TABLE cdc.checkpoint; --",
            new RowType(
            [
                new Column("k\"); --", new ColumnType(ValueKind.Int32, 0, 0, IsNullable: false)),
                new Column("värde $1 'x'", new ColumnType(ValueKind.Text, 0, 0, IsNullable: true)),
            ]),
            [0],
            IsFinal: false);
        var rows = new RowBuffer(hostile.RowType);
        rows.SetText(rows.AddRow(), 1, "'); DROP TABLE cdc.checkpoint; --");
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        foreach (var (number, threshold) in new[] { (1L, 1), (2L, 1_000_000) })
        {
            await using var sink = await OpenAsync(
                database, SinkSamples.Plan(hostile), new ResultSinkOptions { CopyThresholdRows = threshold });
            await sink.CommitAsync(SinkSamples.Epoch(number, SinkSamples.Changes(hostile, rows)), Cancellation);
        }

        Assert.Equal(
            ["(0,\"'); DROP TABLE cdc.checkpoint; --\")"],
            await TextsAsync(database, "SELECT t::text FROM analytics.\"a\"\"; DROP TABLE cdc.checkpoint; --\" AS t"));
        Assert.Equal(["2"], await TextsAsync(database, "SELECT epoch::text FROM cdc.checkpoint"));
    }

    private static void AddRow(
        RowBuffer rows, int key, bool isTrue, int int32, long int64, double number, Int128 money, Int128 whole,
        Int128 fraction, Int128 small, long time, long day, string text)
    {
        var row = rows.AddRow();
        rows.SetWord(row, 0, key);
        rows.SetWord(row, 1, isTrue ? 1 : 0);
        rows.SetWord(row, 2, int32);
        rows.SetWord(row, 3, int64);
        rows.SetWord(row, 4, BitConverter.DoubleToInt64Bits(number));
        rows.SetDecimal(row, 5, money);
        rows.SetDecimal(row, 6, whole);
        rows.SetDecimal(row, 7, fraction);
        rows.SetDecimal(row, 8, small);
        rows.SetWord(row, 9, time);
        rows.SetWord(row, 10, day);
        rows.SetText(row, 11, text);
    }

    private static async Task<bool> TryCommitAsync(PostgresResultSink sink, Epoch epoch)
    {
        try
        {
            await sink.CommitAsync(epoch, Cancellation);
            return true;
        }
        catch (EpochConflictException)
        {
            return false;
        }
    }

    private static Task<PostgresResultSink> OpenAsync(
        TestDatabase database, PipelinePlan plan, ResultSinkOptions? options = null) =>
        PostgresResultSink.OpenAsync(
            database.DataSource, plan, options ?? new ResultSinkOptions(), NullLogger.Instance, Cancellation);

    private static async Task<IEnumerable<string?>> TextsAsync(TestDatabase database, string sql) =>
        (await database.QueryAsync(sql, Cancellation)).Select(row => (string?)row[0]).ToList();
}
