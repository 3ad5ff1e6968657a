using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Sql;
using CdcAnalytics.Sql.Scripts;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Flink.Tests;

public sealed class FlinkGeneratorTests
{
    private static readonly FlinkJobOptions Options = new() { KafkaBootstrapServers = "kafka:9092" };

    [Fact]
    public void The_taxi_pipelines_are_generated_as_the_golden_file_says()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "pipelines", "nyc-taxi");
        var script = PipelineCompiler.CompileScript(
        [
            .. Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal)
                .Select(path => new SqlFile(path, File.ReadAllText(path))),
        ]);

        var generated = FlinkGenerator.Generate(script, Options).ToString();

        // After a wanted change: dotnet run --project CdcAnalytics.Flink -- explain, with ConnectionStrings__kafka set
        // to kafka:9092.
        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "nyc-taxi.sql"));
        Assert.Equal(golden, generated);
    }

    [Fact]
    public void Addresses_and_intervals_leave_the_hash_alone_and_a_query_does_not()
    {
        var script = Script("SELECT a, COUNT(*) FROM t GROUP BY a");

        var hash = FlinkGenerator.Generate(script, Options).Hash;

        Assert.Equal(hash, FlinkGenerator.Generate(script, Options with
        {
            KafkaBootstrapServers = "elsewhere:1",
            CheckpointInterval = TimeSpan.FromSeconds(3),
        }).Hash);
        Assert.NotEqual(
            hash, FlinkGenerator.Generate(Script("SELECT a, COUNT(*) + 1 FROM t GROUP BY a"), Options).Hash);
    }

    [Fact]
    public void Reserved_words_and_odd_names_are_quoted()
    {
        var script = Compile(
            """
            CREATE TABLE `sch ema`.`select` (`or``der` INT NOT NULL, `it's "x"` STRING,
              PRIMARY KEY (`or``der`) NOT ENFORCED);
            CREATE TABLE `ta'ble` (`key` INT NOT NULL, `gro"up` STRING, PRIMARY KEY (`key`) NOT ENFORCED);
            INSERT INTO `ta'ble` SELECT `or``der`, MAX(`it's "x"`) FROM `sch ema`.`select` GROUP BY `or``der`;
            """);

        var statements = FlinkGenerator.Generate(script, Options);

        Assert.Equal(["cdc.sch ema.select"], statements.SourceTopics);
        Assert.Equal(["analytics.ta'ble"], statements.ResultTopics);
        Assert.Contains(
            "FROM `sch ema.select` AS `select` GROUP BY", statements.Submission, StringComparison.Ordinal);
        Assert.Contains(",\"gro\\\"up\":'", statements.Submission, StringComparison.Ordinal);
        Assert.Contains("'topic' = 'analytics.ta''ble'", statements.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_columns_that_a_query_reads_are_read_from_the_wire()
    {
        var statements = FlinkGenerator.Generate(Script("SELECT a, COUNT(*) FROM t GROUP BY a"), Options);

        Assert.DoesNotContain(statements.Tables, table => table.Contains("`unread`", StringComparison.Ordinal));
    }

    [Fact]
    public void Select_star_over_a_window_is_refused_with_what_to_write()
    {
        var script = Compile(
            """
            CREATE TABLE t (id INT NOT NULL, moment TIMESTAMP(6) NOT NULL, WATERMARK FOR moment AS moment,
              PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE r (window_end TIMESTAMP(3) NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (window_end) NOT ENFORCED);
            INSERT INTO r SELECT window_end, COUNT(*) FROM (
              SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(moment), INTERVAL '1' HOUR)))
            GROUP BY window_start, window_end;
            """);

        var refusal = Assert.Throws<NotSupportedException>(() => FlinkGenerator.Generate(script, Options));

        Assert.Contains("write the columns out", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INTERVAL '1' HOUR", "3600000 ms")]
    [InlineData("INTERVAL '1' DAY", "3600000 ms")]
    [InlineData("INTERVAL '90' MINUTE", "1800000 ms")]
    [InlineData("INTERVAL '10' SECOND, INTERVAL '4' SECOND", "2000 ms")]
    [InlineData("INTERVAL '1' SECOND, INTERVAL '0.250' SECOND", "250 ms")]
    [InlineData("INTERVAL '1.500' SECOND", "1500 ms")]
    public void A_batch_never_spans_the_end_of_a_window(string sizeAndOffset, string interval)
    {
        var script = Compile(
            $"""
            CREATE TABLE t (id INT NOT NULL, moment TIMESTAMP(6) NOT NULL, WATERMARK FOR moment AS moment,
              PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE r (window_start TIMESTAMP(3) NOT NULL, window_end TIMESTAMP(3) NOT NULL, n BIGINT NOT NULL,
              PRIMARY KEY (window_start, window_end) NOT ENFORCED);
            INSERT INTO r SELECT window_start, window_end, COUNT(*)
            FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(moment), {sizeAndOffset})) GROUP BY window_start, window_end;
            """);

        var settings = FlinkGenerator.Generate(script, Options).Settings;

        Assert.Equal(interval, settings["table.exec.mini-batch.allow-latency"]);
    }

    [Theory]
    [InlineData("names", 2)]
    [InlineData("f", 1)]
    public void Windows_share_their_sources_unless_one_with_a_watermark_is_read_beside_them(string joined, int inserts)
    {
        var statements = FlinkGenerator.Generate(Compile(JoinedWindow(joined)), Options);

        Assert.Equal(inserts, statements.Inserts.Count);
        Assert.Equal(
            inserts > 1,
            statements.Settings.ContainsKey("table.optimizer.reuse-optimize-block-with-digest-enabled"));
        Assert.Equal(
            inserts > 1, statements.Submission.StartsWith("EXECUTE STATEMENT SET\nBEGIN\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_keys_of_two_result_tables_are_two_keys_of_the_one_sink()
    {
        var script = Compile(
            """
            CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, PRIMARY KEY (id) NOT ENFORCED);
            CREATE TABLE ones (a INT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (a) NOT ENFORCED);
            CREATE TABLE twos (a INT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (a) NOT ENFORCED);
            INSERT INTO ones SELECT a, COUNT(*) FROM t GROUP BY a;
            INSERT INTO twos SELECT a, SUM(a) FROM t GROUP BY a;
            """);

        var statements = FlinkGenerator.Generate(script, Options);

        Assert.Contains("\"optional\":false,\"name\":\"ones\"}}'", statements.Submission, StringComparison.Ordinal);
        Assert.Contains("\"optional\":false,\"name\":\"twos\"}}'", statements.Submission, StringComparison.Ordinal);
        Assert.Contains("'topic' = 'analytics.ones;analytics.twos'", statements.Tables[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_result_table_needs_no_column_that_names_its_topic()
    {
        var statements = FlinkGenerator.Generate(Script("SELECT a, COUNT(*) FROM t GROUP BY a"), Options);

        Assert.DoesNotContain("`topic`", statements.Tables[^1], StringComparison.Ordinal);
        Assert.Contains("'topic' = 'analytics.r'", statements.Tables[^1], StringComparison.Ordinal);
    }

    /// <summary>A window whose result is joined with a table, and two queries without a window.</summary>
    internal static string JoinedWindow(string joined) =>
        $"""
        CREATE TABLE e (id INT NOT NULL, kind INT NOT NULL, moment TIMESTAMP(6) NOT NULL,
          WATERMARK FOR moment AS moment, PRIMARY KEY (id) NOT ENFORCED);
        CREATE TABLE f (id INT NOT NULL, name STRING NOT NULL, moment TIMESTAMP(6) NOT NULL,
          WATERMARK FOR moment AS moment, PRIMARY KEY (id) NOT ENFORCED);
        CREATE TABLE names (id INT NOT NULL, name STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED);
        CREATE TABLE closed (window_start TIMESTAMP(6) NOT NULL, window_end TIMESTAMP(6) NOT NULL, n BIGINT NOT NULL,
          PRIMARY KEY (window_start, window_end) NOT ENFORCED);
        CREATE TABLE counts (window_start TIMESTAMP(6) NOT NULL, kind INT NOT NULL, name STRING, n BIGINT NOT NULL,
          PRIMARY KEY (window_start, kind) NOT ENFORCED);
        CREATE TABLE plain (kind INT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (kind) NOT ENFORCED);
        CREATE TABLE plain2 (id INT NOT NULL, name STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED);
        INSERT INTO closed SELECT window_start, window_end, COUNT(*)
        FROM TABLE(TUMBLE(TABLE {(joined == "f" ? "f" : "e")}, DESCRIPTOR(moment), INTERVAL '1' HOUR))
        GROUP BY window_start, window_end;
        INSERT INTO counts SELECT w.window_start, w.kind, j.name, w.n
        FROM (SELECT window_start, kind, COUNT(*) AS n
          FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(moment), INTERVAL '1' HOUR)) GROUP BY window_start, kind) AS w
        LEFT JOIN {joined} AS j ON j.id = w.kind;
        INSERT INTO plain SELECT kind, COUNT(*) FROM e GROUP BY kind;
        INSERT INTO plain2 SELECT id, name FROM {joined};
        """;

    private static PipelineScript Script(string query) => Compile(
        $"""
        CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, `unread` STRING, PRIMARY KEY (id) NOT ENFORCED);
        CREATE TABLE r (a INT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (a) NOT ENFORCED);
        INSERT INTO r {query};
        """);

    internal static PipelineScript Compile(string sql) =>
        PipelineCompiler.CompileScript([new SqlFile("test.sql", sql)]);
}
