namespace CdcAnalytics.Sql.Tests;

public sealed class RefusalTests
{
    private const string Trips =
        "CREATE TABLE trips (id BIGINT NOT NULL, zone_id INT NOT NULL, picked TIMESTAMP(6) NOT NULL, "
        + "dropped TIMESTAMP(6), miles DOUBLE, fare DECIMAL(10, 2), note STRING, paid BOOLEAN, "
        + "WATERMARK FOR picked AS picked - INTERVAL '1' HOUR, PRIMARY KEY (id) NOT ENFORCED);\n"
        + "CREATE TABLE zones (zone_id INT NOT NULL, name STRING, PRIMARY KEY (zone_id) NOT ENFORCED);\n";

    private const string OnePerTrip = "CREATE TABLE r (id BIGINT NOT NULL, v STRING, PRIMARY KEY (id) NOT ENFORCED);\n";

    private const string OnePerZone =
        "CREATE TABLE r (zone_id INT NOT NULL, v DECIMAL(38, 2), PRIMARY KEY (zone_id) NOT ENFORCED);\n";

    [Theory]
    [InlineData("miles + note", "+ needs numbers; note is STRING.")]
    [InlineData("picked - dropped", "- needs numbers; picked is TIMESTAMP(6).")]
    [InlineData("fare = note", "DECIMAL(10, 2) and STRING cannot be compared.")]
    [InlineData("picked > '2024-01-01'", "TIMESTAMP(6) and STRING cannot be compared.")]
    [InlineData("note = NULL", "A comparison with NULL is never true.")]
    [InlineData("NULL", "NULL alone has no type.")]
    [InlineData("CASE WHEN paid THEN 1 ELSE 'a' END", "CASE mixes INT and STRING.")]
    [InlineData("CASE WHEN fare THEN 1 END", "WHEN needs a condition; fare is DECIMAL(10, 2).")]
    [InlineData("NOT fare", "NOT needs a condition; fare is DECIMAL(10, 2).")]
    [InlineData("-note", "- needs a number; note is STRING.")]
    [InlineData("miles % 2", "% needs exact numbers.")]
    [InlineData("Fare", "There is no column Fare here.")]
    [InlineData("x.fare", "No table here is called x.")]
    [InlineData("SOUNDEX(note)", "There is no function SOUNDEX here.")]
    [InlineData("DATE_TRUNC('hour', picked)", "Flink has no DATE_TRUNC.")]
    [InlineData("NOW()", "NOW is not supported: what depends on clock or chance cannot be computed again.")]
    [InlineData(
        "CURRENT_DATE",
        "CURRENT_DATE is not supported: a result that depends on the clock cannot be computed again.")]
    [InlineData("UPPER(fare)", "UPPER needs texts; fare is DECIMAL(10, 2).")]
    [InlineData("UPPER(note, note)", "UPPER takes 1 argument, not 2.")]
    [InlineData("ABS(note)", "ABS needs a number; note is STRING.")]
    [InlineData("ROUND(fare, zone_id)", "ROUND needs its number of digits written as a number from -38 to 38.")]
    [InlineData("CAST(miles AS STRING)", "DOUBLE cannot be cast to STRING.")]
    [InlineData("CAST(paid AS INT)", "BOOLEAN cannot be cast to INT.")]
    [InlineData("CAST(note AS VARCHAR(3))", "A cast to a text of limited length is not supported.")]
    [InlineData("CAST(note AS TIME)", "TIME is not supported.")]
    [InlineData("CAST(note AS BYTES)", "BYTES columns are not supported.")]
    [InlineData("FLOOR(note TO HOUR)", "FLOOR … TO needs a date or timestamp; note is STRING.")]
    [InlineData("note LIKE note", "LIKE needs a pattern in quotes.")]
    [InlineData("note SIMILAR TO 'a'", "SIMILAR TO is not supported.")]
    [InlineData("note IS DISTINCT FROM 'a'", "IS [NOT] DISTINCT FROM is not supported.")]
    [InlineData("INTERVAL '1' HOUR", "An interval by itself is not supported.")]
    [InlineData("INTERVAL '1' FORTNIGHT", "Expected a unit of time but found 'FORTNIGHT'.")]
    [InlineData("INTERVAL 'one' HOUR", "'one' is no interval HOUR.")]
    [InlineData("TIMESTAMP 'noon'", "'noon' is no timestamp.")]
    [InlineData("DATE '2024-02-30'", "'2024-02-30' is no date.")]
    [InlineData("(SELECT 1)", "A subquery inside an expression is not supported.")]
    [InlineData("zone_id IN (SELECT zone_id FROM zones)", "A subquery inside an expression is not supported.")]
    [InlineData("EXISTS (SELECT zone_id FROM zones)", "EXISTS is not supported.")]
    [InlineData("SUM(fare) OVER (PARTITION BY id)", "SUM with OVER is not supported.")]
    [InlineData("1 +", "Expected an expression but found 'FROM'.")]
    [InlineData("value", "Expected an expression but found 'value'.")]
    [InlineData("'open", "The text literal is not closed.")]
    [InlineData("\"note\"", "Double quotes mean nothing in Flink SQL.")]
    [InlineData("note ? 1", "The character '?' has no meaning here.")]
    [InlineData("1e999", "1e999 is beyond DOUBLE.")]
    public void An_expression_that_is_not_supported_has_its_own_sentence(string expression, string problem) =>
        Refused($"{Trips}{OnePerTrip}INSERT INTO r SELECT id, {expression} FROM trips;", problem);

    [Theory]
    [InlineData(
        "SELECT zone_id, SUM(miles) FROM trips GROUP BY zone_id",
        "SUM over DOUBLE cannot be withdrawn exactly.")]
    [InlineData(
        "SELECT zone_id, AVG(miles) FROM trips GROUP BY zone_id",
        "AVG over DOUBLE cannot be withdrawn exactly.")]
    [InlineData("SELECT zone_id, SUM(note) FROM trips GROUP BY zone_id", "SUM needs numbers; note is STRING.")]
    [InlineData("SELECT zone_id, SUM(*) FROM trips GROUP BY zone_id", "SUM(*) has no meaning.")]
    [InlineData("SELECT zone_id, fare FROM trips GROUP BY zone_id", "fare is neither grouped by nor aggregated.")]
    [InlineData("SELECT zone_id, SUM(fare) FROM trips GROUP BY 1", "GROUP BY a column's number is not supported.")]
    [InlineData(
        "SELECT zone_id AS z, SUM(fare) FROM trips GROUP BY z",
        "GROUP BY cannot use the alias z; Flink does not allow it.")]
    [InlineData("SELECT zone_id, SUM(fare) FROM trips GROUP BY zone_id, SUM(fare)", "SUM cannot stand in GROUP BY.")]
    [InlineData("SELECT zone_id, SUM(SUM(fare)) FROM trips GROUP BY zone_id", "SUM cannot stand inside SUM.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM trips WHERE SUM(fare) > 1 GROUP BY zone_id",
        "SUM cannot stand in WHERE.")]
    [InlineData("SELECT zone_id, fare FROM trips HAVING fare > 1", "HAVING needs aggregates or GROUP BY.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM trips GROUP BY ROLLUP (zone_id)",
        "GROUPING SETS, ROLLUP and CUBE are not supported.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM trips GROUP BY zone_id ORDER BY 1",
        "ORDER BY on a result that never ends is not supported.")]
    [InlineData("SELECT zone_id, SUM(fare) FROM trips GROUP BY zone_id LIMIT 3", "LIMIT is not supported.")]
    [InlineData(
        "SELECT zone_id, fare FROM trips UNION ALL SELECT zone_id, fare FROM trips",
        "Set operations are not supported.")]
    [InlineData("WITH x AS (SELECT 1) SELECT zone_id, fare FROM x", "WITH queries are not supported.")]
    [InlineData("VALUES (1, 2)", "VALUES is not supported: results come from captured tables.")]
    [InlineData("SELECT zone_id, fare", "Expected FROM or ',' but found ';'.")]
    [InlineData("SELECT zone_id, fare FROM nowhere", "There is no table nowhere.")]
    [InlineData("SELECT zone_id, v FROM r", "r is a result table; queries read source tables and views.")]
    [InlineData("SELECT zone_id, fare FROM a.b.c", "A name of three parts is not supported.")]
    [InlineData("SELECT zone_id, fare FROM trips, zones", "A comma between tables is not supported.")]
    [InlineData("SELECT zone_id, fare FROM trips CROSS JOIN zones", "CROSS JOIN is not supported.")]
    [InlineData("SELECT t.zone_id, fare FROM trips AS t JOIN zones AS z USING (zone_id)", "USING is not supported.")]
    [InlineData(
        "SELECT t.zone_id, fare FROM trips AS t JOIN zones AS z ON t.zone_id = z.zone_id",
        "A join of single rows would keep every one of them for ever.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM TABLE(HOP(TABLE trips, DESCRIPTOR(picked), INTERVAL '1' HOUR)) GROUP "
        + "BY zone_id",
        "HOP windows are not supported.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM TABLE(TUMBLE(TABLE trips, DESCRIPTOR(dropped), INTERVAL '1' HOUR)) "
        + "GROUP BY zone_id",
        "dropped is not the event time of a source table.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM TABLE(TUMBLE(TABLE trips, DESCRIPTOR(picked), INTERVAL '1' MONTH)) "
        + "GROUP BY zone_id",
        "Months and years are not of one length.")]
    [InlineData("SELECT id, SUM(fare) FROM trips GROUP BY id", "BIGINT does not go into r.zone_id, which is INT.")]
    [InlineData(
        "SELECT zone_id, AVG(fare) FROM trips GROUP BY zone_id",
        "DECIMAL(38, 6) does not go into r.v, which is DECIMAL(38, 2).")]
    [InlineData("SELECT zone_id FROM trips", "The query yields 1 columns, r takes 2.")]
    [InlineData("SELECT CAST(fare AS INT), fare FROM trips", "CAST(fare AS INT) may be NULL; r.zone_id is NOT NULL.")]
    [InlineData(
        "SELECT zone_id, fare FROM trips",
        "r has PRIMARY KEY (zone_id), but the query yields one row per (id).")]
    [InlineData(
        "SELECT zone_id, SUM(fare) FROM trips GROUP BY zone_id, paid",
        "r has PRIMARY KEY (zone_id), but the query yields one row per (zone_id, paid).")]
    [InlineData(
        "SELECT zone_id, ROW_NUMBER() OVER (ORDER BY id) FROM trips",
        "ROW_NUMBER() over rows that are not kept is not supported.")]
    [InlineData(
        "SELECT zone_id, SUM(fare) AS s, ROW_NUMBER() OVER (ORDER BY SUM(fare)) AS n FROM trips GROUP BY zone_id",
        "ROW_NUMBER() needs an upper bound.")]
    public void A_query_that_is_not_supported_has_its_own_sentence(string query, string problem) =>
        Refused($"{Trips}{OnePerZone}INSERT INTO r {query};", problem);

    [Theory]
    [InlineData("CREATE TABLE a (id INT NOT NULL)", "The table a has no primary key.")]
    [InlineData("CREATE TABLE a (id INT, PRIMARY KEY (id))", "Expected NOT ENFORCED but found ')'.")]
    [InlineData("CREATE TABLE a (id INT, PRIMARY KEY (x) NOT ENFORCED)", "There is no column x here.")]
    [InlineData("CREATE TABLE a (id INT, id INT, PRIMARY KEY (id) NOT ENFORCED)", "The column id is declared twice.")]
    [InlineData(
        "CREATE TABLE a (id INT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'kafka')",
        "WITH on a table is not supported.")]
    [InlineData(
        "CREATE TABLE a (id INT, t TIMESTAMP(6), WATERMARK FOR t AS t, PRIMARY KEY (id) NOT ENFORCED)",
        "The event time t is TIMESTAMP(6).")]
    [InlineData(
        "CREATE TABLE a (id INT, t TIMESTAMP(9), PRIMARY KEY (id) NOT ENFORCED)",
        "TIMESTAMP(9) is finer than Postgres keeps.")]
    [InlineData(
        "CREATE TABLE a (id INT, t TIMESTAMP_LTZ(3), PRIMARY KEY (id) NOT ENFORCED)",
        "Times with a time zone are not supported.")]
    [InlineData(
        "CREATE TABLE a (id INT, d DECIMAL(39, 2), PRIMARY KEY (id) NOT ENFORCED)",
        "39 is not a number of digits from 1 to 38.")]
    [InlineData(
        "CREATE TABLE a (id INT, n AS id + 1, PRIMARY KEY (id) NOT ENFORCED)",
        "Computed columns are not supported.")]
    [InlineData(
        "CREATE TABLE a (id INT, zone STRING, year INT, PRIMARY KEY (id) NOT ENFORCED)",
        "Expected a column's name but found 'year'.")]
    [InlineData("SET 'parallelism' = '2'", "SET is not supported: settings are generated.")]
    [InlineData("SELECT 1", "A query by itself goes nowhere.")]
    [InlineData("CREATE FUNCTION f AS 'x'", "This CREATE is not supported.")]
    [InlineData("DROP TABLE a", "Expected a statement but found 'DROP'.")]
    public void A_statement_that_is_not_supported_has_its_own_sentence(string statement, string problem) =>
        Refused(statement + ";", problem);

    [Fact]
    public void An_error_shows_file_line_column_and_caret_and_says_what_to_write()
    {
        const string Insert = "INSERT INTO r\n  SELECT zone_id, SUM(miles)\n  FROM trips GROUP BY zone_id;";
        var files = new[] { new SqlFile("pipelines/x.sql", Trips + OnePerZone + Insert) };

        var refusal = Assert.Throws<SqlException>(() => PipelineCompiler.Compile(files));

        Assert.Equal(
            """
            pipelines/x.sql:5:19: SUM over DOUBLE cannot be withdrawn exactly.
                SELECT zone_id, SUM(miles)
                                ^
              Write SUM(CAST(miles AS DECIMAL(p, s))).
            """,
            refusal.Message);
    }

    [Fact]
    public void Errors_of_several_statements_are_reported_together()
    {
        const string Statements = "SET 'x' = 'y';\nCREATE TABLE a (id INT);\nDROP TABLE b;";
        var files = new[] { new SqlFile("a.sql", Statements), new SqlFile("b.sql", "'") };

        var refusal = Assert.Throws<SqlException>(() => PipelineCompiler.Compile(files));

        var places = refusal.Errors.Select(error => (error.Path, error.Line));
        Assert.Equal([("a.sql", 1), ("a.sql", 3), ("b.sql", 1)], places);
    }

    [Fact]
    public void An_expression_nested_too_deeply_is_refused_instead_of_ending_the_process()
    {
        var deep = new string('(', 200_000) + "1";
        var sql = $"{Trips}{OnePerTrip}INSERT INTO r SELECT id, {deep} FROM trips;";

        var refusal = Assert.Throws<SqlException>(() => PipelineCompiler.Compile([new SqlFile("x.sql", sql)]));

        Assert.Equal("The expression is nested too deeply.", Assert.Single(refusal.Errors).Problem);
    }

    private static void Refused(string sql, string problem)
    {
        var refusal = Assert.Throws<SqlException>(() => PipelineCompiler.Compile([new SqlFile("x.sql", sql)]));

        Assert.Equal(problem, Assert.Single(refusal.Errors).Problem);
    }
}
