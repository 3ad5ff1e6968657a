using System.Globalization;
using System.Numerics;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Postgres.Tests.Capture;

public sealed class ChangeStreamTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_of_change_arrives_with_its_images()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 12.5, 'was there')", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();

        await database.ExecuteAsync("INSERT INTO trip VALUES (2, NULL, -0.01, NULL)", Cancellation);
        await database.ExecuteAsync("UPDATE trip SET amount = 13 WHERE id = 1", Cancellation);
        await database.ExecuteAsync("UPDATE trip SET id = 3 WHERE id = 2", Cancellation);
        await database.ExecuteAsync("DELETE FROM trip WHERE id = 1", Cancellation);
        await database.ExecuteAsync("TRUNCATE trip", Cancellation);
        await harness.ReadToEndAsync();

        Assert.Equal(
            [
                "Read 1|7|12.50|was there",
                "Insert 2|~|-0.01|~",
                "Update from 1|7|12.50|was there", "to 1|7|13.00|was there",
                "Update from 2|~|-0.01|~", "to 3|~|-0.01|~",
                "Delete 1|7|13.00|was there",
                "Truncate",
            ],
            harness.Log);
    }

    [Fact]
    public async Task Every_type_arrives_alike_from_snapshot_and_stream()
    {
        const string Insert = """
            INSERT INTO value VALUES ({0}, true, -2, 3, 4, 1.5, '-0', 0.000001, '2024-02-29 23:59:59.999999',
            '1999-12-31', 'grün', 'v', 'ab', '6ecd8c99-4036-403d-bf84-cf8400f67836', '{{"a": 1}}', '{{"a": 1}}', 'sad',
            'n', '0001-01-01 BC', 5)
            """;
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'glad');
            CREATE DOMAIN small AS int CHECK (VALUE < 10);
            CREATE TABLE value (id bigint PRIMARY KEY, b bool, i2 int2, i4 int4, i8 int2, f4 float4, f8 float8,
              n numeric, t timestamp, d date, x text, v varchar(5), c char(3), u uuid, j json, jb jsonb, e mood,
              na name, t2 timestamp(0), dom small);
            ALTER TABLE value REPLICA IDENTITY FULL
            """, Cancellation);
        var table = CaptureSamples.Table(
            "value",
            1,
            CaptureSamples.Column("id", ValueKind.Int64, isNullable: false),
            CaptureSamples.Column("b", ValueKind.Boolean),
            CaptureSamples.Column("i2", ValueKind.Int32),
            CaptureSamples.Column("i4", ValueKind.Int32),
            CaptureSamples.Column("i8", ValueKind.Int64),
            CaptureSamples.Column("f4", ValueKind.Double),
            CaptureSamples.Column("f8", ValueKind.Double),
            new Column("n", new ColumnType(ValueKind.Decimal, 38, 6, IsNullable: true)),
            CaptureSamples.Column("t", ValueKind.Timestamp),
            CaptureSamples.Column("d", ValueKind.Date),
            CaptureSamples.Column("x", ValueKind.Text),
            CaptureSamples.Column("v", ValueKind.Text),
            CaptureSamples.Column("c", ValueKind.Text),
            CaptureSamples.Column("u", ValueKind.Text),
            CaptureSamples.Column("j", ValueKind.Text),
            CaptureSamples.Column("jb", ValueKind.Text),
            CaptureSamples.Column("e", ValueKind.Text),
            CaptureSamples.Column("na", ValueKind.Text),
            CaptureSamples.Column("t2", ValueKind.Timestamp),
            CaptureSamples.Column("dom", ValueKind.Int32));
        await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, Insert, 1), Cancellation);
        await using var harness = new CaptureHarness(database, table);
        await harness.OpenAsync();
        await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, Insert, 2), Cancellation);
        await harness.ReadToEndAsync();

        const string Rest = "|1|-2|3|4|1.5|0|0.000001|1709251199999999|10956|grün|v|ab " +
            "|6ecd8c99-4036-403d-bf84-cf8400f67836|{\"a\": 1}|{\"a\": 1}|sad|n|-62167219200000000|5";
        Assert.Equal(["Read 1" + Rest, "Insert 2" + Rest], harness.Log);
    }

    [Fact]
    public async Task Decimals_are_exact_or_quarantined_as_big_integers_say()
    {
        var random = new Random(4711);
        var digits = new string([.. Enumerable.Range(0, 60).Select(_ => (char)('0' + random.Next(10)))]);
        var texts = Enumerable.Range(0, 3000).Select(_ => Decimal(random, digits)).Distinct().ToList();
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            "CREATE TABLE value (id bigint PRIMARY KEY, n numeric); ALTER TABLE value REPLICA IDENTITY FULL",
            Cancellation);
        var type = new ColumnType(ValueKind.Decimal, 38, 9, IsNullable: true);
        var table = CaptureSamples.Table(
            "value", 1, CaptureSamples.Column("id", ValueKind.Int64, isNullable: false), new Column("n", type));
        await using var harness = new CaptureHarness(database, table);
        await harness.OpenAsync();
        await database.ExecuteAsync(
            "INSERT INTO value VALUES " + string.Join(", ", texts.Select((text, id) => $"({id}, {text})")),
            Cancellation);
        await harness.ReadToEndAsync();

        var limit = BigInteger.Pow(10, 38);
        var expected = new List<string>();
        var refused = new List<string>();
        for (var id = 0; id < texts.Count; id++)
        {
            var parts = texts[id].Split('.');
            var fraction = parts[1].TrimEnd('0');
            var unscaled = BigInteger.Parse(
                parts[0] + (fraction.Length > 9 ? fraction[..9] : fraction.PadRight(9, '0')),
                CultureInfo.InvariantCulture);
            if (fraction.Length > 9 || BigInteger.Abs(unscaled) >= limit)
            {
                refused.Add(id.ToString(CultureInfo.InvariantCulture));
                continue;
            }

            var magnitude = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(10, '0');
            expected.Add($"{id}|{(unscaled.Sign < 0 ? "-" : "")}{magnitude[..^9]}.{magnitude[^9..]}");
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), harness.RowsOf(0));
        Assert.Equal(refused, harness.Unreadable.Select(change => change.RowKey));
        Assert.NotEmpty(expected);
        Assert.NotEmpty(refused);
    }

    [Fact]
    public async Task Values_that_do_not_fit_are_quarantined_and_leave_and_enter_results_as_they_turn_readable()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            """
            CREATE TABLE value (id bigint PRIMARY KEY, n numeric, t timestamp);
            ALTER TABLE value REPLICA IDENTITY FULL;
            INSERT INTO value VALUES (1, 'NaN', NULL)
            """, Cancellation);
        var table = CaptureSamples.Table(
            "value",
            1,
            CaptureSamples.Column("id", ValueKind.Int64, isNullable: false),
            new Column("n", new ColumnType(ValueKind.Decimal, 5, 2, IsNullable: true)),
            CaptureSamples.Column("t", ValueKind.Timestamp));
        await using var harness = new CaptureHarness(database, table);
        await harness.OpenAsync();
        await database.ExecuteAsync("INSERT INTO value VALUES (2, 1.5, 'infinity'), (3, 1.001, NULL)", Cancellation);
        await database.ExecuteAsync("UPDATE value SET n = 1 WHERE id = 1", Cancellation);
        await database.ExecuteAsync("UPDATE value SET n = 1000 WHERE id = 1", Cancellation);
        await database.ExecuteAsync("DELETE FROM value WHERE id = 2", Cancellation);
        await harness.ReadToEndAsync();

        Assert.Equal(["Insert 1|1.00|~", "Delete 1|1.00|~"], harness.Log);
        Assert.Equal(
            [
                (ChangeOperation.Read, "1", "n is NaN; expected DECIMAL(5, 2)."),
                (ChangeOperation.Insert, "2", "t is infinity; expected TIMESTAMP(6)."),
                (ChangeOperation.Insert, "3", "n has too many digits after the point; expected DECIMAL(5, 2)."),
                (ChangeOperation.Update, "1", "n has too many digits before the point; expected DECIMAL(5, 2)."),
                (ChangeOperation.Delete, "2", "t is infinity; expected TIMESTAMP(6)."),
            ],
            harness.Unreadable.Select(change => (change.Operation, change.RowKey, change.Reason)));
        Assert.Equal("""{"id":"2","n":"1.50","t":null}""", harness.Unreadable[1].RowJson);
    }

    [Fact]
    public async Task Large_value_not_sent_again_is_taken_from_the_old_image()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync("ALTER TABLE trip ALTER note SET STORAGE EXTERNAL", Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, repeat('large ', 20000))", Cancellation);
        await database.ExecuteAsync("UPDATE trip SET zone = 8", Cancellation);
        await harness.ReadToEndAsync();

        await harness.AssertEqualsTableAsync(0, CaptureSamples.SelectTrip);
        Assert.Equal("1|8|1.00|" + string.Concat(Enumerable.Repeat("large ", 20000)), Assert.Single(harness.RowsOf(0)));
    }

    [Fact]
    public async Task Columns_the_pipeline_does_not_read_come_and_go()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await harness.ReadToEndAsync();
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, 'a')", Cancellation);
        await database.ExecuteAsync("ALTER TABLE trip DROP extra, ADD later interval", Cancellation);
        await database.ExecuteAsync("INSERT INTO trip VALUES (2, 7, 1, 'b', '1 day')", Cancellation);
        await database.ExecuteAsync("ALTER TABLE trip ALTER zone TYPE smallint", Cancellation);
        await database.ExecuteAsync("INSERT INTO trip VALUES (3, 7, 1, 'c')", Cancellation);
        await harness.ReadToEndAsync();

        Assert.Equal(["Insert 1|7|1.00|a", "Insert 2|7|1.00|b", "Insert 3|7|1.00|c"], harness.Log);
    }

    [Theory]
    [InlineData("ALTER TABLE trip RENAME zone TO place", "Column zone of public.trip, which the pipeline reads, was")]
    [InlineData("ALTER TABLE trip ALTER zone TYPE bigint", "Column zone of public.trip now has type 20")]
    [InlineData("ALTER TABLE trip RENAME TO voyage", "Table public.trip was renamed to public.voyage")]
    [InlineData("ALTER TABLE trip REPLICA IDENTITY DEFAULT", "The replica identity of public.trip is no longer FULL")]
    public async Task Table_that_no_longer_fits_stops_capture_before_its_change(string alteration, string message)
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip);
        await harness.OpenAsync();
        await database.ExecuteAsync("INSERT INTO trip VALUES (1, 7, 1, 'a')", Cancellation);
        await harness.ReadToEndAsync();
        await database.ExecuteAsync(alteration, Cancellation);
        await database.ExecuteAsync(
            $"INSERT INTO {(alteration.EndsWith("voyage", StringComparison.Ordinal) ? "voyage" : "trip")} " +
            "VALUES (2, 7, 1, 'b')",
            Cancellation);

        var failure = await Assert.ThrowsAsync<IncompatibleRelationException>(() => harness.ReadToEndAsync());

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(["Insert 1|7|1.00|a"], harness.Log);
    }

    private static string Decimal(Random random, string digits)
    {
        var whole = random.Next(1, random.Next(2) == 0 ? 8 : 36);
        var fraction = random.Next(1, random.Next(4) == 0 ? 14 : 10);
        var start = random.Next(10);
        var zeros = random.Next(3) == 0 ? new string('0', random.Next(1, 9)) : "";
        return (random.Next(2) == 0 ? "-" : "") + digits.Substring(start, whole) + (random.Next(2) == 0 ? zeros : "")
            + "." + zeros + digits.Substring(start + 3, fraction);
    }
}
