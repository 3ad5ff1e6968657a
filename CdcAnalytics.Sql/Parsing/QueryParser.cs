using System.Runtime.CompilerServices;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>Parses SELECT and what stands in its FROM clause.</summary>
internal static class QueryParser
{
    private const string TumbleForm =
        "Write TABLE(TUMBLE(TABLE t, DESCRIPTOR(time_column), INTERVAL '1' HOUR)).";

    /// <summary>Reads a query.</summary>
    public static QuerySyntax Query(TokenCursor cursor)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = cursor.Here;
        if (cursor.IsWord("WITH"))
        {
            throw start.Error(
                "WITH queries are not supported.", "Write a CREATE TEMPORARY VIEW, or a subquery in FROM.");
        }

        if (cursor.IsWord("VALUES"))
        {
            throw start.Error(
                "VALUES is not supported: results come from captured tables.", "Write INSERT INTO … SELECT ….");
        }

        cursor.Word("SELECT");
        var isDistinct = cursor.TryWords("DISTINCT");
        if (!isDistinct)
        {
            cursor.TryWords("ALL");
        }

        var items = new List<SelectItemSyntax> { Item(cursor) };
        while (cursor.TrySymbol(","))
        {
            items.Add(Item(cursor));
        }

        if (!cursor.TryWords("FROM"))
        {
            throw cursor.Expected("FROM or ','", "A query reads at least one table: SELECT … FROM t.");
        }

        var from = From(cursor);
        var where = cursor.TryWords("WHERE") ? ExpressionParser.Expression(cursor) : null;
        var groupBy = cursor.TryWords("GROUP", "BY") ? GroupBy(cursor) : null;
        var having = cursor.TryWords("HAVING") ? ExpressionParser.Expression(cursor) : null;
        RefuseTail(cursor);
        return new QuerySyntax(isDistinct, items, from, where, groupBy, having, cursor.Since(start));
    }

    private static void RefuseTail(TokenCursor cursor)
    {
        var (problem, help) = cursor.PeekWord() switch
        {
            "ORDER" => ("ORDER BY on a result that never ends is not supported.",
                "For the first N write ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) and WHERE … <= N around it."),
            "LIMIT" or "FETCH" or "OFFSET" => ("LIMIT is not supported.",
                "For the first N write ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) and WHERE … <= N around it."),
            "UNION" or "EXCEPT" or "INTERSECT" or "MINUS" => ("Set operations are not supported.",
                "Write one INSERT INTO per query, or one query with a CASE."),
            "WINDOW" => ("The WINDOW clause is not supported.", "Write the window inside OVER ( … )."),
            "QUALIFY" => ("QUALIFY is not supported.", "Write the ROW_NUMBER() in a subquery and WHERE … <= N around "
            + "it."),
            _ => (string.Empty, string.Empty),
        };
        if (problem.Length > 0)
        {
            throw cursor.Here.Error(problem, help);
        }
    }

    private static SelectItemSyntax Item(TokenCursor cursor)
    {
        var start = cursor.Here;
        if (cursor.TrySymbol("*"))
        {
            return new SelectItemSyntax.Star(null, start);
        }

        if (cursor.IsName() && cursor.IsSymbol(".", 1) && cursor.IsSymbol("*", 2))
        {
            var table = cursor.Name("a table's name");
            cursor.Take();
            cursor.Take();
            return new SelectItemSyntax.Star(table, cursor.Since(start));
        }

        var expression = ExpressionParser.Expression(cursor);
        var alias = cursor.TryWords("AS") || cursor.IsName() ? cursor.Name("an alias") : null;
        return new SelectItemSyntax.Column(expression, alias, cursor.Since(start));
    }

    private static List<ExpressionSyntax> GroupBy(TokenCursor cursor)
    {
        var keys = new List<ExpressionSyntax>();
        do
        {
            if (cursor.PeekWord() is "GROUPING" or "ROLLUP" or "CUBE" || cursor.IsSymbol("(")
                && cursor.IsSymbol(")", 1))
            {
                throw cursor.Here.Error(
                    "GROUPING SETS, ROLLUP and CUBE are not supported.", "Write one INSERT INTO per grouping.");
            }

            keys.Add(ExpressionParser.Expression(cursor));
        }
        while (cursor.TrySymbol(","));
        return keys;
    }

    private static TableSyntax From(TokenCursor cursor)
    {
        var left = Table(cursor);
        while (true)
        {
            var start = cursor.Here;
            if (cursor.IsSymbol(","))
            {
                throw start.Error("A comma between tables is not supported.", "Write JOIN … ON ….");
            }

            if (cursor.PeekWord() is "CROSS" or "NATURAL" or "RIGHT" or "FULL")
            {
                throw start.Error(
                    $"{cursor.PeekWord()} JOIN is not supported.", "Write [INNER] JOIN … ON … or LEFT JOIN … ON ….");
            }

            var isLeft = cursor.TryWords("LEFT");
            if (isLeft)
            {
                cursor.TryWords("OUTER");
            }
            else if (!cursor.TryWords("INNER") && !cursor.IsWord("JOIN"))
            {
                return left;
            }

            cursor.Word("JOIN");
            var right = Table(cursor);
            if (cursor.IsWord("USING"))
            {
                throw cursor.Here.Error("USING is not supported.", "Write ON a.x = b.x.");
            }

            if (!cursor.TryWords("ON"))
            {
                throw cursor.Expected("ON", "A join needs its condition: JOIN t ON t.key = ….");
            }

            var condition = ExpressionParser.Expression(cursor);
            left = new TableSyntax.Join(left, right, isLeft, condition, cursor.Since(left.Span));
        }
    }

    private static TableSyntax Table(TokenCursor cursor)
    {
        var start = cursor.Here;
        if (cursor.TrySymbol("("))
        {
            if (!cursor.IsWord("SELECT"))
            {
                throw cursor.Expected("SELECT", "Joins are written without parentheses, left to right.");
            }

            var query = Query(cursor);
            cursor.Symbol(")");
            return new TableSyntax.Subquery(query, Alias(cursor), cursor.Since(start));
        }

        if (cursor.IsWord("LATERAL") || cursor.IsWord("UNNEST"))
        {
            throw start.Error(
                $"{cursor.PeekWord()} is not supported.", "FROM names tables, views, subqueries and TUMBLE.");
        }

        if (cursor.TryWords("TABLE"))
        {
            cursor.Symbol("(");
            var tumble = Tumble(cursor, start);
            cursor.Symbol(")");
            return tumble with { Alias = Alias(cursor), Span = cursor.Since(start) };
        }

        if (cursor.IsKind(SqlTokenKind.Word) && cursor.IsSymbol("(", 1))
        {
            throw start.Error($"{cursor.PeekWord()}(…) is no table.", TumbleForm);
        }

        var name = TableName(cursor);
        if (cursor.IsWord("FOR"))
        {
            throw cursor.Here.Error(
                "FOR SYSTEM_TIME AS OF is not supported.", "Write a plain JOIN: a corrected name corrects the "
                + "results.");
        }

        if (cursor.IsWord("MATCH_RECOGNIZE") || cursor.IsWord("TABLESAMPLE"))
        {
            throw cursor.Here.Error($"{cursor.PeekWord()} is not supported.");
        }

        return new TableSyntax.Named(name, Alias(cursor), cursor.Since(start));
    }

    /// <summary>Reads a table's name.</summary>
    public static TableName TableName(TokenCursor cursor)
    {
        var first = cursor.Name("a table's name");
        if (!cursor.TrySymbol("."))
        {
            return new TableName(null, first);
        }

        var name = new TableName(first, cursor.Name("a table's name"));
        return cursor.IsSymbol(".")
            ? throw name.Span.Error("A name of three parts is not supported.", "Write table or schema.table.")
            : name;
    }

    private static Identifier? Alias(TokenCursor cursor)
    {
        var alias = cursor.TryWords("AS") || cursor.IsName() ? cursor.Name("an alias") : null;
        if (alias is not null && cursor.IsSymbol("("))
        {
            throw cursor.Here.Error(
                "Naming columns after a table's alias is not supported.", "Name them in a subquery's SELECT list.");
        }

        return alias;
    }

    private static TableSyntax.Tumble Tumble(TokenCursor cursor, SourceSpan start)
    {
        if (cursor.PeekWord() is "HOP" or "CUMULATE" or "SESSION")
        {
            throw cursor.Here.Error(
                $"{cursor.PeekWord()} windows are not supported.", $"The only window is TUMBLE. {TumbleForm}");
        }

        if (!cursor.TryWords("TUMBLE"))
        {
            throw cursor.Expected("TUMBLE", TumbleForm);
        }

        cursor.Symbol("(");
        Argument(cursor, "DATA");
        if (!cursor.TryWords("TABLE"))
        {
            throw cursor.Expected("TABLE and a table's name", TumbleForm);
        }

        var table = TableName(cursor);
        cursor.Symbol(",");
        Argument(cursor, "TIMECOL");
        if (!cursor.TryWords("DESCRIPTOR"))
        {
            throw cursor.Expected("DESCRIPTOR(time_column)", TumbleForm);
        }

        cursor.Symbol("(");
        var column = cursor.Name("the event-time column's name");
        cursor.Symbol(")");
        cursor.Symbol(",");
        Argument(cursor, "SIZE");
        var size = WindowLength(cursor);
        IntervalSyntax? offset = null;
        if (cursor.TrySymbol(","))
        {
            Argument(cursor, "OFFSET");
            offset = WindowLength(cursor);
        }

        cursor.Symbol(")");
        return size.Microseconds > 0
            ? new TableSyntax.Tumble(table, column, size, offset, null, cursor.Since(start))
            : throw size.Span.Error("A window must be longer than nothing.");
    }

    private static void Argument(TokenCursor cursor, string name)
    {
        if (cursor.IsSymbol("=>", 1) && cursor.IsKind(SqlTokenKind.Word))
        {
            if (!cursor.TryWords(name))
            {
                throw cursor.Expected(name, "TUMBLE's arguments are DATA, TIMECOL, SIZE and OFFSET, in this order.");
            }

            cursor.Symbol("=>");
        }
    }

    private static IntervalSyntax WindowLength(TokenCursor cursor)
    {
        if (!cursor.IsWord("INTERVAL"))
        {
            throw cursor.Expected("INTERVAL", TumbleForm);
        }

        var interval = LiteralParser.Interval(cursor);
        return interval.Microseconds is null
            ? throw interval.Span.Error(
                "Months and years are not of one length.", "Write the window in days, hours, minutes or seconds.")
            : interval;
    }
}
