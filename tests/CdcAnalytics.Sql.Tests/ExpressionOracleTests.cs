using System.Globalization;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Sql.Tests;

/// <summary>Random expressions on random rows, computed here and by Postgres.</summary>
public sealed class ExpressionOracleTests(PostgresFixture postgres)
{
    private const int Rows = 60;
    private const int ExpressionsPerType = 30;

    private static readonly (string Name, string Flink, string Postgres)[] Columns =
    [
        ("id", "BIGINT NOT NULL", "bigint"),
        ("i1", "INT", "int"), ("i2", "INT", "int"), ("i3", "INT NOT NULL", "int"),
        ("d1", "DECIMAL(10, 2)", "numeric(10, 2)"), ("d2", "DECIMAL(10, 2)", "numeric(10, 2)"),
        ("d3", "DECIMAL(8, 3) NOT NULL", "numeric(8, 3)"),
        ("s1", "STRING", "text"), ("s2", "STRING NOT NULL", "text"),
        ("t1", "TIMESTAMP(6)", "timestamp"), ("t2", "TIMESTAMP(6) NOT NULL", "timestamp"),
        ("b1", "BOOLEAN", "boolean"), ("b2", "BOOLEAN NOT NULL", "boolean"),
        ("x1", "DOUBLE", "double precision"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20_240_131)]
    public async Task Compiled_expressions_equal_those_of_Postgres(int seed)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken);
        var random = new Random(seed);
        var rows = Enumerable.Range(0, Rows).Select(id => Row(random, id)).ToList();
        var columns = string.Join(", ", Columns.Select(column => $"{column.Name} {column.Postgres}"));
        var values = string.Join(", ", rows.Select(row => $"({string.Join(", ", row)})"));
        await database.ExecuteAsync($"CREATE TABLE t ({columns}); INSERT INTO t VALUES {values}", cancellationToken);

        foreach (var (pair, type) in Expressions(random))
        {
            var expected = await database.QueryAsync(
                $"SELECT {AsText(pair.Postgres, type)} FROM t ORDER BY id", cancellationToken);
            var actual = Evaluate(pair.Flink, type, rows);
            for (var row = 0; row < Rows; row++)
            {
                Assert.True(
                    Equals(expected[row][0], actual[row]),
                    $"seed {seed}, row ({string.Join(", ", rows[row])}): {pair.Flink} is {actual[row] ?? "NULL"}, "
                    + $"Postgres says {expected[row][0] ?? "NULL"} for {pair.Postgres}");
            }
        }
    }

    private static IEnumerable<(ExpressionPair Pair, string Type)> Expressions(Random random)
    {
        var generator = new ExpressionGenerator(random);
        for (var index = 0; index < ExpressionsPerType; index++)
        {
            yield return (generator.Integer(2), "BIGINT");
            yield return (generator.Decimal(2), "DECIMAL(38, 9)");
            yield return (generator.Text(3), "STRING");
            yield return (generator.Time(2), "TIMESTAMP(6)");
            yield return (generator.Condition(3), "BOOLEAN");
        }
    }

    private static string AsText(string expression, string type) => type switch
    {
        "DECIMAL(38, 9)" => $"({expression})::numeric(38, 9)::text",
        "TIMESTAMP(6)" => $"(extract(epoch FROM {expression}) * 1000000)::bigint::text",
        _ => $"({expression})::text",
    };

    private static List<string?> Evaluate(string expression, string type, List<string[]> rows)
    {
        var declared = string.Join(", ", Columns.Select(column => $"{column.Name} {column.Flink}"));
        var sql = $"CREATE TABLE t ({declared}, PRIMARY KEY (id) NOT ENFORCED); "
            + $"CREATE TABLE r (id BIGINT NOT NULL, v {type}, PRIMARY KEY (id) NOT ENFORCED); "
            + $"INSERT INTO r SELECT id, CAST({expression} AS {type}) FROM t;";
        var plan = PipelineCompiler.Compile([new SqlFile("random.sql", sql)]);
        var input = SourceRows.Of(plan.Sources[0].RowType, rows, [.. Columns.Select(column => column.Name)]);
        if (plan.Queries[0].Root is not PlanNode.Project project)
        {
            // The expression was a bare column: the source's rows are the answer.
            return [.. rows.Select((_, row) => SourceRows.Show(input, row, 1))];
        }

        var output = new RowBuffer(project.Output);
        var texts = new List<string?>();
        for (var row = 0; row < input.Count; row++)
        {
            var added = output.AddRow();
            project.Projection(
                input.Words, row * input.Type.WordCount, input.Texts, row * input.Type.TextCount,
                output.Words, added * output.Type.WordCount, output.Texts, added * output.Type.TextCount);
            texts.Add(SourceRows.Show(output, added, 1));
        }

        return texts;
    }

    private static string[] Row(Random random, int id)
    {
        string OrNull(string value) => random.Next(4) == 0 ? "NULL" : value;
        string Integer() => random.Next(-5, 15).ToString(CultureInfo.InvariantCulture);
        string Money(int scale) =>
            (random.Next(-20_000, 90_000) / (decimal)Math.Pow(10, scale))
                .ToString($"F{scale}", CultureInfo.InvariantCulture);
        string Text() => new[] { "'a'", "'Ab'", "' b '", "''", "'x _日'", "'zebra'", "'😀a'" }[random.Next(7)];
        string Time()
        {
            var time = new DateTime(2023, 12, 31, 22, 0, 0).AddMilliseconds(random.NextInt64(10_000_000_000));
            return $"TIMESTAMP '{time:yyyy-MM-dd HH:mm:ss.ffffff}'";
        }


        string Truth() => random.Next(2) == 0 ? "TRUE" : "FALSE";
        return
        [
            id.ToString(CultureInfo.InvariantCulture), OrNull(Integer()), OrNull(Integer()), Integer(),
            OrNull(Money(2)), OrNull(Money(2)), Money(3), OrNull(Text()), Text(), OrNull(Time()), Time(),
            OrNull(Truth()), Truth(), OrNull(Money(1)),
        ];
    }
}
