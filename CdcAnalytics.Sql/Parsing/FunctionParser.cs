using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>Parses calls, including those with a grammar of their own such as CAST and EXTRACT.</summary>
internal static class FunctionParser
{
    /// <summary>Reads a call; a word and an opening parenthesis are ahead.</summary>
    public static ExpressionSyntax Function(TokenCursor cursor)
    {
        var start = cursor.Here;
        var name = cursor.Take().ToUpperInvariant();
        cursor.Symbol("(");
        switch (name)
        {
            case "CAST" or "TRY_CAST":
                return Cast(cursor, start, isTry: name == "TRY_CAST");
            case "EXTRACT":
                return Extract(cursor, start);
            case "YEAR" or "QUARTER" or "MONTH" or "WEEK" or "DAYOFYEAR" or "DAYOFMONTH" or "DAYOFWEEK" or "HOUR"
                or "MINUTE"
                or "SECOND":
                return Part(cursor, start, name);
            case "FLOOR" or "CEIL" or "CEILING":
                return Round(cursor, start, name);
            case "TIMESTAMPDIFF":
                return Difference(cursor, start);
            case "TIMESTAMPADD":
                return Add(cursor, start);
            case "TRIM":
                return Trim(cursor, start);
            case "SUBSTRING" or "SUBSTR":
                return Substring(cursor, start);
            case "POSITION":
                return Position(cursor, start);
            default:
                return Call(cursor, start, name);
        }
    }

    private static ExpressionSyntax.Cast Cast(TokenCursor cursor, SourceSpan start, bool isTry)
    {
        var operand = ExpressionParser.Expression(cursor);
        cursor.Word("AS");
        var type = TypeParser.Type(cursor);
        cursor.Symbol(")");
        return new ExpressionSyntax.Cast(operand, type, isTry, cursor.Since(start));
    }

    private static ExpressionSyntax.Extract Extract(TokenCursor cursor, SourceSpan start)
    {
        var unit = LiteralParser.Unit(cursor);
        cursor.Word("FROM");
        var operand = ExpressionParser.Expression(cursor);
        cursor.Symbol(")");
        return new ExpressionSyntax.Extract(unit, operand, cursor.Since(start));
    }

    private static ExpressionSyntax.Extract Part(TokenCursor cursor, SourceSpan start, string name)
    {
        var unit = name switch
        {
            "YEAR" => TimeUnit.Year,
            "QUARTER" => TimeUnit.Quarter,
            "MONTH" => TimeUnit.Month,
            "WEEK" => TimeUnit.Week,
            "DAYOFYEAR" => TimeUnit.DayOfYear,
            "DAYOFMONTH" => TimeUnit.Day,
            "DAYOFWEEK" => TimeUnit.DayOfWeek,
            "HOUR" => TimeUnit.Hour,
            "MINUTE" => TimeUnit.Minute,
            _ => TimeUnit.Second,
        };
        var operand = ExpressionParser.Expression(cursor);
        cursor.Symbol(")");
        return new ExpressionSyntax.Extract(unit, operand, cursor.Since(start));
    }

    private static ExpressionSyntax Round(TokenCursor cursor, SourceSpan start, string name)
    {
        var operand = ExpressionParser.Expression(cursor);
        var isCeiling = name != "FLOOR";
        if (cursor.TryWords("TO"))
        {
            var unit = LiteralParser.Unit(cursor);
            cursor.Symbol(")");
            return new ExpressionSyntax.RoundTime(operand, unit, isCeiling, cursor.Since(start));
        }

        cursor.Symbol(")");
        return Plain(isCeiling ? "CEIL" : "FLOOR", [operand], cursor.Since(start));
    }

    private static ExpressionSyntax.TimestampDifference Difference(TokenCursor cursor, SourceSpan start)
    {
        var unit = LiteralParser.Unit(cursor);
        cursor.Symbol(",");
        var from = ExpressionParser.Expression(cursor);
        cursor.Symbol(",");
        var to = ExpressionParser.Expression(cursor);
        cursor.Symbol(")");
        return new ExpressionSyntax.TimestampDifference(unit, from, to, cursor.Since(start));
    }

    private static ExpressionSyntax.TimestampAdd Add(TokenCursor cursor, SourceSpan start)
    {
        var unit = LiteralParser.Unit(cursor);
        cursor.Symbol(",");
        var count = ExpressionParser.Expression(cursor);
        cursor.Symbol(",");
        var operand = ExpressionParser.Expression(cursor);
        cursor.Symbol(")");
        return new ExpressionSyntax.TimestampAdd(unit, count, operand, cursor.Since(start));
    }

    private static ExpressionSyntax.Call Trim(TokenCursor cursor, SourceSpan start)
    {
        var function = cursor.TryWords("LEADING") ? "LTRIM" : cursor.TryWords("TRAILING") ? "RTRIM" : "TRIM";
        if (function == "TRIM")
        {
            cursor.TryWords("BOTH");
        }

        var arguments = new List<ExpressionSyntax>();
        if (!cursor.TryWords("FROM"))
        {
            arguments.Add(ExpressionParser.Expression(cursor));
            if (cursor.TryWords("FROM"))
            {
                arguments.Insert(0, ExpressionParser.Expression(cursor));
            }
        }
        else
        {
            arguments.Add(ExpressionParser.Expression(cursor));
        }

        cursor.Symbol(")");
        return Plain(function, arguments, cursor.Since(start));
    }

    private static ExpressionSyntax.Call Substring(TokenCursor cursor, SourceSpan start)
    {
        var arguments = new List<ExpressionSyntax> { ExpressionParser.Expression(cursor) };
        if (!cursor.TryWords("FROM"))
        {
            cursor.Symbol(",");
        }

        arguments.Add(ExpressionParser.Expression(cursor));
        if (cursor.TryWords("FOR") || cursor.TrySymbol(","))
        {
            arguments.Add(ExpressionParser.Expression(cursor));
        }

        cursor.Symbol(")");
        return Plain("SUBSTRING", arguments, cursor.Since(start));
    }

    private static ExpressionSyntax.Call Position(TokenCursor cursor, SourceSpan start)
    {
        // The operand of IN here is not a list, so the left side must stop before it: a sum, not a whole expression.
        var sought = ExpressionParser.Operand(cursor);
        cursor.Word("IN");
        var text = ExpressionParser.Expression(cursor);
        cursor.Symbol(")");
        return Plain("POSITION", [sought, text], cursor.Since(start));
    }

    private static ExpressionSyntax Call(TokenCursor cursor, SourceSpan start, string name)
    {
        var arguments = new List<ExpressionSyntax>();
        var isStar = cursor.TrySymbol("*");
        var isDistinct = !isStar && cursor.TryWords("DISTINCT");
        if (!isStar && !cursor.IsSymbol(")"))
        {
            cursor.TryWords("ALL");
            arguments.Add(ExpressionParser.Expression(cursor));
            while (cursor.TrySymbol(","))
            {
                arguments.Add(ExpressionParser.Expression(cursor));
            }
        }

        cursor.Symbol(")");
        ExpressionSyntax? filter = null;
        if (cursor.TryWords("FILTER"))
        {
            cursor.Symbol("(");
            cursor.Word("WHERE");
            filter = ExpressionParser.Expression(cursor);
            cursor.Symbol(")");
        }

        if (name == "ROW_NUMBER")
        {
            return RowNumber(cursor, start);
        }

        if (cursor.IsWord("OVER"))
        {
            throw start.Error(
                $"{name} with OVER is not supported.", "The only window function is ROW_NUMBER(), bounded by an outer "
                + "WHERE.");
        }

        return new ExpressionSyntax.Call(name, arguments, isStar, isDistinct, filter, cursor.Since(start));
    }

    private static ExpressionSyntax.RowNumber RowNumber(TokenCursor cursor, SourceSpan start)
    {
        cursor.Word("OVER");
        cursor.Symbol("(");
        var partition = new List<ExpressionSyntax>();
        if (cursor.TryWords("PARTITION", "BY"))
        {
            partition.Add(ExpressionParser.Expression(cursor));
            while (cursor.TrySymbol(","))
            {
                partition.Add(ExpressionParser.Expression(cursor));
            }
        }

        var order = new List<OrderSyntax>();
        if (!cursor.TryWords("ORDER", "BY"))
        {
            throw cursor.Expected("ORDER BY", "ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) needs an order.");
        }

        do
        {
            var expression = ExpressionParser.Expression(cursor);
            var isDescending = cursor.TryWords("DESC");
            if (!isDescending)
            {
                cursor.TryWords("ASC");
            }

            bool? nullsFirst =
                cursor.TryWords("NULLS", "FIRST") ? true : cursor.TryWords("NULLS", "LAST") ? false : null;
            order.Add(new OrderSyntax(expression, isDescending, nullsFirst));
        }
        while (cursor.TrySymbol(","));
        if (cursor.IsWord("ROWS") || cursor.IsWord("RANGE"))
        {
            throw cursor.Here.Error("A frame has no meaning for ROW_NUMBER().", "Leave ROWS or RANGE out.");
        }

        cursor.Symbol(")");
        return new ExpressionSyntax.RowNumber(partition, order, cursor.Since(start));
    }

    private static ExpressionSyntax.Call Plain(
        string name, IReadOnlyList<ExpressionSyntax> arguments, SourceSpan span) =>
        new(name, arguments, IsStar: false, IsDistinct: false, Filter: null, span);
}
