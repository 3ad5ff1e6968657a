using System.Globalization;

namespace CdcAnalytics.Sql.Tests;

/// <summary>Random expressions of one type each, over the columns of <see cref="ExpressionOracleTests"/>.</summary>
internal sealed class ExpressionGenerator(Random random)
{
    public ExpressionPair Integer(int depth) => depth == 0
        ? ExpressionPair.Same(Pick("i1", "i2", "i3", "0", "7", "-3", "12"))
        : random.Next(9) switch
        {
            0 => Combine(Integer(depth - 1), Pick("+", "-"), Integer(depth - 1)),
            1 => Combine(Integer(0), "*", Integer(0)),
            2 => Combine(Integer(depth - 1), Pick("/", "%"), NotZero(Integer(0))),
            3 => Wrap("ABS", Integer(depth - 1)),
            4 => Choice(Condition(depth - 1), Integer(depth - 1), Integer(depth - 1)),
            5 => Call("COALESCE", Integer(depth - 1), Integer(depth - 1)),
            6 => Wrap("CHAR_LENGTH", Text(depth - 1)),
            7 => Difference(),
            _ => Truncated(Decimal(0)),
        };

    public ExpressionPair Decimal(int depth) => depth == 0
        ? ExpressionPair.Same(Pick("d1", "d2", "d3", "0.05", "12.50", "-1.5", "3.00"))
        : random.Next(8) switch
        {
            0 => Combine(Decimal(depth - 1), Pick("+", "-"), Decimal(0)),
            1 => Combine(Decimal(0), "*", Decimal(0)),
            2 => Combine(Decimal(0), "*", Integer(0)),
            3 => Quotient(Decimal(0), Decimal(0)),
            4 => Choice(Condition(depth - 1), Decimal(0), Decimal(0)),
            5 => Call("ROUND", Decimal(0), Number(1)),
            6 => Wrap(Pick("ABS", "FLOOR", "CEIL", "-"), Decimal(0)),
            _ => Wrap("d1 - ", Call("NULLIF", Decimal(0), Decimal(0))),
        };

    public ExpressionPair Text(int depth) => depth == 0
        ? ExpressionPair.Same(Pick("s1", "s2", "'a'", "'Ab'", "'x y'", "''"))
        : random.Next(6) switch
        {
            0 => Combine(Text(depth - 1), "||", Text(0)),
            1 => Wrap(Pick("UPPER", "LOWER", "TRIM"), Text(depth - 1)),
            2 => Sliced(Text(depth - 1)),
            3 => Choice(Condition(depth - 1), Text(depth - 1), Text(0)),
            4 => Call("REPLACE", Text(depth - 1), ExpressionPair.Same("'a'"), Text(0)),
            _ => Call("COALESCE", Text(depth - 1), Text(0)),
        };

    public ExpressionPair Time(int depth) => depth == 0
        ? ExpressionPair.Same(Pick("t1", "t2", "TIMESTAMP '2024-02-29 23:59:59.123456'"))
        : random.Next(4) switch
        {
            0 => Shifted(Time(depth - 1)),
            1 => Floored(Time(depth - 1)),
            2 => Choice(Condition(depth - 1), Time(0), Time(depth - 1)),
            _ => Call("COALESCE", Time(depth - 1), Time(0)),
        };

    public ExpressionPair Condition(int depth) => depth <= 0
        ? ExpressionPair.Same(Pick("b1", "b2", "i1 > 3", "s1 IS NULL", "d1 <= d2", "t1 < t2"))
        : random.Next(12) switch
        {
            0 => Combine(Condition(depth - 1), Pick("AND", "OR"), Condition(depth - 1)),
            1 => Wrap("NOT ", Condition(depth - 1)),
            2 => Combine(Integer(depth - 1), Comparison(), Integer(0)),
            3 => Combine(Decimal(depth - 1), Comparison(), Pick2(Decimal(0), Integer(0))),
            4 => Compared(Text(depth - 1), Text(0)),
            5 => Combine(Time(depth - 1), Comparison(), Time(0)),
            6 => Suffixed(
                Condition(depth - 1), Pick(" IS TRUE", " IS NOT TRUE", " IS FALSE", " IS NOT FALSE", " IS UNKNOWN")),
            7 => Suffixed(Integer(depth - 1), Pick("", " NOT") + " BETWEEN -2 AND 5"),
            8 => Suffixed(Integer(depth - 1), Pick("", " NOT") + " IN (1, 2, i2)"),
            9 => Suffixed(
                Text(depth - 1), Pick("", " NOT") + " LIKE " + Pick("'%a%'", "'_b%'", "'a_'", "'%'", "'x \\_%'")),
            10 => Suffixed(Decimal(depth - 1), Pick(" IS NULL", " IS NOT NULL")),
            _ => Combine(ExpressionPair.Same("x1"), Comparison(), Pick2(Integer(0), ExpressionPair.Same("x1 * 3.0E0"))),
        };

    private string Comparison() => Pick("=", "<>", "<", "<=", ">", ">=");

    private ExpressionPair Compared(ExpressionPair left, ExpressionPair right)
    {
        var comparison = Comparison();
        return new(
            $"({left.Flink} {comparison} {right.Flink})",
            $"(({left.Postgres}) COLLATE \"C\" {comparison} ({right.Postgres}) COLLATE \"C\")");
    }

    private ExpressionPair Floored(ExpressionPair time)
    {
        var unit = Pick("YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");
        return new($"FLOOR({time.Flink} TO {unit})", $"date_trunc('{unit}', {time.Postgres})");
    }

    private ExpressionPair Shifted(ExpressionPair time)
    {
        var interval = Pick(
            "INTERVAL '90' MINUTE", "INTERVAL '1' MONTH", "INTERVAL '1 02:03:04' DAY TO SECOND", "INTERVAL '2' YEAR");
        return Combine(time, Pick("+", "-"), ExpressionPair.Same(interval));
    }

    private ExpressionPair Difference()
    {
        var (unit, seconds) = random.Next(4) switch
        {
            0 => ("SECOND", 1),
            1 => ("MINUTE", 60),
            2 => ("HOUR", 3600),
            _ => ("DAY", 86400),
        };
        return new(
            $"TIMESTAMPDIFF({unit}, t1, t2)",
            string.Create(CultureInfo.InvariantCulture, $"trunc(extract(epoch FROM t2 - t1) / {seconds})::int"));
    }

    private static ExpressionPair Truncated(ExpressionPair value) =>
        new($"CAST({value.Flink} AS INT)", $"trunc({value.Postgres})::int");

    private static ExpressionPair Quotient(ExpressionPair dividend, ExpressionPair divisor) => new(
        $"CAST({dividend.Flink} / NULLIF({divisor.Flink}, 0) AS DECIMAL(20, 4))",
        $"round(({dividend.Postgres})::numeric(40, 25) / NULLIF({divisor.Postgres}, 0), 4)");

    private static ExpressionPair NotZero(ExpressionPair value) =>
        Suffixed(Call("NULLIF", value, ExpressionPair.Same("0")), "");

    private ExpressionPair Sliced(ExpressionPair text)
    {
        var start = random.Next(1, 4);
        return Call("SUBSTRING", text, Number(start), Number(random.Next(0, 4)));
    }

    private static ExpressionPair Number(int value) =>
        ExpressionPair.Same(value.ToString(CultureInfo.InvariantCulture));

    private static ExpressionPair Choice(ExpressionPair condition, ExpressionPair first, ExpressionPair second) => new(
        $"CASE WHEN {condition.Flink} THEN {first.Flink} ELSE {second.Flink} END",
        $"CASE WHEN {condition.Postgres} THEN {first.Postgres} ELSE {second.Postgres} END");

    private static ExpressionPair Call(string function, params ExpressionPair[] arguments) => new(
        $"{function}({string.Join(", ", arguments.Select(argument => argument.Flink))})",
        $"{function}({string.Join(", ", arguments.Select(argument => argument.Postgres))})");

    private static ExpressionPair Wrap(string prefix, ExpressionPair operand) =>
        new($"{prefix}({operand.Flink})", $"{prefix}({operand.Postgres})");

    private static ExpressionPair Suffixed(ExpressionPair operand, string suffix) =>
        new($"(({operand.Flink}){suffix})", $"(({operand.Postgres}){suffix})");

    private static ExpressionPair Combine(ExpressionPair left, string operation, ExpressionPair right) =>
        new($"({left.Flink} {operation} {right.Flink})", $"({left.Postgres} {operation} {right.Postgres})");

    private ExpressionPair Pick2(ExpressionPair first, ExpressionPair second) => random.Next(2) == 0 ? first : second;

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
