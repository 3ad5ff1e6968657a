using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;

namespace CdcAnalytics.Flink.Tests;

[Trait("requires", "cluster")]
public sealed class RealEngineTests(LocalClusterFixture clusters, PostgresFixture servers)
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Rows_of_every_type_arrive_as_they_were_through_the_real_sink()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await StartAsync(
            """
            CREATE TABLE t (
              id INT NOT NULL, flag BOOLEAN, `big` BIGINT, `real` DOUBLE, money DECIMAL(38, 10), moment TIMESTAMP(6),
              `day` DATE, words STRING, PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE copies (
              id INT NOT NULL, flag BOOLEAN, `big` BIGINT, `real` DOUBLE, money DECIMAL(38, 10), moment TIMESTAMP(6),
              `day` DATE, words STRING, PRIMARY KEY (id) NOT ENFORCED);
            INSERT INTO copies SELECT id, flag, `big`, `real`, money, moment, `day`, words FROM t;
            """,
            token);
        await bed.StartSinkAsync(token);
        const string Full =
            """
            {"id":1,"flag":true,"big":9223372036854775807,"real":0.1,"money":"1234567890123456789012345678.0123456789",
             "moment":1704067199999999,"day":19723,"words":"q\" \\ ' \u0001 \n \u4e2d \ud83d\ude00"}
            """;
        const string Empty =
            """{"id":2,"flag":null,"big":null,"real":null,"money":null,"moment":null,"day":null,"words":null}""";
        const string Old =
            """
            {"id":3,"flag":false,"big":-1,"real":1e300,"money":"-0.0000000001","moment":-1,"day":-1,"words":"N/A"}
            """;
        // The years 20000 and 44 BC.
        await bed.SendAsync("t", 5, null, Time(5, 568971820800000001, 6585322), Noon, token);
        await bed.SendAsync("t", 6, null, Time(6, -63517910400000000, -735161), Noon, token);
        // Whole milliseconds take a way of their own.
        await bed.SendAsync("t", 7, null, Time(7, -1000, 0), Noon, token);
        await bed.SendAsync("t", 1, null, Full, Noon, token);
        await bed.SendAsync("t", 2, null, Empty, Noon, token);
        await bed.SendAsync("t", 3, null, Old, Noon, token);
        await bed.SendAsync("t", 4, null, Old.Replace("\"id\":3", "\"id\":4", StringComparison.Ordinal), Noon, token);
        await bed.SendAsync("t", 4, Old.Replace("\"id\":3", "\"id\":4", StringComparison.Ordinal), null, Noon, token);

        await bed.ExpectAsync(
            """
            SELECT id, flag::text, big, "real"::text, money::text, moment::text, day::text, words
            FROM analytics.copies ORDER BY 1
            """,
            [
                "1|true|9223372036854775807|0.1|1234567890123456789012345678.0123456789|2023-12-31 23:59:59.999999"
                    + "|2024-01-01|q\" \\ ' \u0001 \n \u4e2d \ud83d\ude00",
                "2|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
                "3|false|-1|1e+300|-0.0000000001|1969-12-31 23:59:59.999999|1969-12-31|N/A",
                "5|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
                "6|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
                "7|NULL|NULL|NULL|NULL|1969-12-31 23:59:59.999|1970-01-01|NULL",
            ],
            token);

        static string Time(int id, long microseconds, int days) => FormattableString.Invariant(
            $$"""{"id":{{id}},"moment":{{microseconds}},"day":{{days}}}""");
    }

    [Fact]
    public async Task A_window_closes_a_millisecond_before_its_end_and_a_wild_event_time_does_not_close_it()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await StartAsync(
            """
            CREATE TABLE e (
              id INT NOT NULL, moment TIMESTAMP(6) NOT NULL,
              WATERMARK FOR moment AS moment - INTERVAL '1' SECOND, PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE closed (
              window_start TIMESTAMP(6) NOT NULL, window_end TIMESTAMP(6) NOT NULL, n BIGINT NOT NULL,
              newest TIMESTAMP(6), PRIMARY KEY (window_start, window_end) NOT ENFORCED);
            INSERT INTO closed SELECT window_start, window_end, COUNT(*), MAX(moment)
            FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(moment), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;
            CREATE TABLE live (
              `minute` TIMESTAMP(6) NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (`minute`) NOT ENFORCED);
            INSERT INTO live SELECT FLOOR(moment TO MINUTE), COUNT(*) FROM e GROUP BY FLOOR(moment TO MINUTE);
            """,
            token);
        await bed.StartSinkAsync(token);
        await Event(1, 1_000_001);
        await Event(1, 1_000_001); // an interrupted snapshot sends a row twice
        await Event(2, 9_500_001);
        await Event(3, 3 * 86_400_000_000); // three days ahead of its commit
        await Event(4, 10_998_000); // the watermark is 9.998 s: the window is open
        await Event(5, 5_000_000);
        await Event(6, 10_999_000); // 9.999 s: end - 1 ms
        await Event(7, 6_000_000); // late here
        await bed.ExpectAsync(
            "SELECT window_start::text, window_end::text, n, newest::text FROM analytics.closed",
            ["2024-01-01 12:00:00|2024-01-01 12:00:10|3|2024-01-01 12:00:09.500001"],
            token);
        await bed.ExpectAsync(
            "SELECT minute::text, n FROM analytics.live ORDER BY 1",
            ["2024-01-01 12:00:00|6", "2024-01-04 12:00:00|1"],
            token);
        await bed.ExpectAsync(
            "SELECT watermark::text, dropped_late FROM cdc.flink_source", ["2024-01-01 12:00:09.999|1"], token);

        // A live result is corrected; nothing but a key that is gone is deleted on the way.
        await bed.SendAsync("e", 3, Row(3, 3 * 86_400_000_000), Row(3, 11_000_000), Noon, token);
        await bed.ExpectAsync(
            "SELECT minute::text, n FROM analytics.live ORDER BY 1", ["2024-01-01 12:00:00|7"], token);

        // Windows are told it at their ends; what is shown follows each event.
        await Event(8, 13_500_000);
        await bed.ExpectAsync(
            "SELECT watermark::text, dropped_late FROM cdc.flink_source", ["2024-01-01 12:00:12.5|1"], token);

        Task Event(int id, long microseconds) => bed.SendAsync("e", id, null, Row(id, microseconds), Noon, token);
        static string Row(int id, long microseconds) =>
            FormattableString.Invariant(
                $$"""{"id":{{id}},"moment":{{(Noon.ToUnixTimeMilliseconds() * 1000) + microseconds}}}""");
    }

    [Fact]
    public async Task A_window_grouped_by_its_start_alone_is_live_and_needs_no_watermark_to_be_seen()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await StartAsync(
            """
            CREATE TABLE e (
              id INT NOT NULL, moment TIMESTAMP(6) NOT NULL,
              WATERMARK FOR moment AS moment - INTERVAL '1' HOUR, PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE counts (window_start TIMESTAMP(6) NOT NULL, n BIGINT NOT NULL,
              PRIMARY KEY (window_start) NOT ENFORCED);
            INSERT INTO counts SELECT window_start, COUNT(*)
            FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(moment), INTERVAL '10' SECOND)) GROUP BY window_start;
            """,
            token);
        await bed.StartSinkAsync(token);
        const string Row = """{"id":1,"moment":1704110400000000}""";
        await bed.SendAsync("e", 1, null, Row, Noon, token);
        await bed.ExpectAsync(
            "SELECT window_start::text, n FROM analytics.counts", ["2024-01-01 12:00:00|1"], token);
        // The watermark stays where it is, and so it does for the deletion.
        await bed.SendAsync("e", 2, null, Row.Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal), Noon, token);
        await bed.ExpectAsync(
            "SELECT window_start::text, n FROM analytics.counts", ["2024-01-01 12:00:00|2"], token);
        await bed.SendAsync("e", 1, Row, null, Noon, token);
        await bed.ExpectAsync(
            "SELECT window_start::text, n FROM analytics.counts", ["2024-01-01 12:00:00|1"], token);
    }

    [Fact]
    public async Task A_silent_partition_holds_a_window_up_no_longer_than_the_idle_timeout()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await StartAsync(
            """
            CREATE TABLE e (
              id INT NOT NULL, moment TIMESTAMP(6) NOT NULL,
              WATERMARK FOR moment AS moment - INTERVAL '1' SECOND, PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE closed (
              window_start TIMESTAMP(6) NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (window_start) NOT ENFORCED);
            INSERT INTO closed SELECT window_start, COUNT(*)
            FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(moment), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;
            """,
            token,
            "--Topics:Partitions=2", "--Flink:Parallelism=2", "--Flink:IdleTimeout=00:00:01");
        await bed.StartSinkAsync(token);
        for (var id = 0; id < 4; id++)
        {
            var row = FormattableString.Invariant(
                $$"""{"id":{{id}},"moment":{{(Noon.ToUnixTimeMilliseconds() * 1000) + (id * 4_000_000L)}}}""");
            await bed.SendAsync("e", id, null, row, Noon, token);
        }

        await bed.ExpectAsync(
            "SELECT window_start::text, n FROM analytics.closed", ["2024-01-01 12:00:00|3"], token);
    }

    [Fact]
    public async Task A_table_read_for_its_key_alone_has_the_rows_that_are_there()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await StartAsync(
            """
            CREATE TABLE `source` (
              `after` TIMESTAMP(6) NOT NULL, `day` DATE NOT NULL, unread STRING,
              PRIMARY KEY (`day`, `after`) NOT ENFORCED);
            CREATE TABLE times (`day` DATE NOT NULL, `after` TIMESTAMP(6) NOT NULL,
              PRIMARY KEY (`day`, `after`) NOT ENFORCED);
            INSERT INTO times SELECT `day`, `after` FROM `source`;
            """,
            token);
        await bed.StartSinkAsync(token);
        const string First = """{"day":19723,"after":1704067199999999}""";
        const string Second = """{"day":19724,"after":1704110400000000}""";
        await bed.SendAsync("source", First, null, First, Noon, token);
        await bed.SendAsync("source", Second, null, Second, Noon, token);
        await bed.ExpectAsync(
            "SELECT day::text, after::text FROM analytics.times ORDER BY 1",
            ["2024-01-01|2023-12-31 23:59:59.999999", "2024-01-02|2024-01-01 12:00:00"],
            token);
        await bed.SendAsync("source", First, First, null, Noon, token);
        await bed.ExpectAsync(
            "SELECT day::text, after::text FROM analytics.times", ["2024-01-02|2024-01-01 12:00:00"], token);
        // Its batches end with the clock, which is no watermark.
        await bed.ExpectAsync(
            "SELECT table_name, watermark::text FROM cdc.flink_source", ["source|NULL"], token);
    }

    private Task<FlinkTestBed> StartAsync(
        string sql, CancellationToken cancellationToken, params string[] furtherSettings) =>
        FlinkTestBed.StartAsync(clusters, servers, sql, cancellationToken, furtherSettings);
}
