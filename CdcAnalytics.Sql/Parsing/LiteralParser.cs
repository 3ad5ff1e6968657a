using System.Globalization;
using CdcAnalytics.Sql.Compilation;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>Parses the literals of time: TIMESTAMP, DATE, INTERVAL, and the names of units.</summary>
internal static class LiteralParser
{
    private const string UnitHelp = "The units are YEAR, MONTH, DAY, HOUR, MINUTE and SECOND.";

    private static readonly Dictionary<string, TimeUnit> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["YEAR"] = TimeUnit.Year,
        ["YEARS"] = TimeUnit.Year,
        ["QUARTER"] = TimeUnit.Quarter,
        ["QUARTERS"] = TimeUnit.Quarter,
        ["MONTH"] = TimeUnit.Month,
        ["MONTHS"] = TimeUnit.Month,
        ["WEEK"] = TimeUnit.Week,
        ["WEEKS"] = TimeUnit.Week,
        ["DAY"] = TimeUnit.Day,
        ["DAYS"] = TimeUnit.Day,
        ["DOW"] = TimeUnit.DayOfWeek,
        ["DAYOFWEEK"] = TimeUnit.DayOfWeek,
        ["DOY"] = TimeUnit.DayOfYear,
        ["DAYOFYEAR"] = TimeUnit.DayOfYear,
        ["HOUR"] = TimeUnit.Hour,
        ["HOURS"] = TimeUnit.Hour,
        ["MINUTE"] = TimeUnit.Minute,
        ["MINUTES"] = TimeUnit.Minute,
        ["SECOND"] = TimeUnit.Second,
        ["SECONDS"] = TimeUnit.Second,
    };

    /// <summary>Reads a unit's name.</summary>
    public static TimeUnit Unit(TokenCursor cursor)
    {
        if (cursor.PeekWord() is { } word && Units.TryGetValue(word, out var unit))
        {
            cursor.Take();
            return unit;
        }

        throw cursor.Expected("a unit of time", UnitHelp);
    }

    /// <summary>Reads what follows the word TIMESTAMP: <c>'2024-01-01 00:57:55.123456'</c>.</summary>
    public static ExpressionSyntax Timestamp(TokenCursor cursor, SourceSpan start)
    {
        var span = cursor.Here;
        var text = cursor.Text("a timestamp in quotes");
        if (!TimeText.TryParseTimestamp(text, out var microseconds) || !text.Contains(':', StringComparison.Ordinal))
        {
            throw span.Error($"'{text}' is no timestamp.", "Write it as TIMESTAMP '2024-01-31 23:59:59.123456'.");
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        return new ExpressionSyntax.Timestamp(
            microseconds, point < 0 ? 0 : text.Length - point - 1, cursor.Since(start));
    }

    /// <summary>Reads what follows the word DATE: <c>'2024-01-01'</c>.</summary>
    public static ExpressionSyntax Date(TokenCursor cursor, SourceSpan start)
    {
        var span = cursor.Here;
        var text = cursor.Text("a date in quotes");
        return TimeText.TryParseDate(text, out var days)
            ? new ExpressionSyntax.Date(days, cursor.Since(start))
            : throw span.Error($"'{text}' is no date.", "Write it as DATE '2024-01-31'.");
    }

    /// <summary>
    /// Reads an interval from the word INTERVAL on: <c>INTERVAL '1' HOUR</c>, <c>INTERVAL '1 02:03:04' DAY TO
    /// SECOND</c>.
    /// </summary>
    public static IntervalSyntax Interval(TokenCursor cursor)
    {
        var start = cursor.Here;
        cursor.Word("INTERVAL");
        var isNegative = cursor.TrySymbol("-");
        var text = cursor.Text("the interval's length in quotes");
        var first = Unit(cursor);
        SkipPrecision(cursor);
        var last = first;
        if (cursor.TryWords("TO"))
        {
            last = Unit(cursor);
            SkipPrecision(cursor);
        }

        var span = cursor.Since(start);
        if (first is TimeUnit.DayOfWeek or TimeUnit.DayOfYear || last is TimeUnit.DayOfWeek or TimeUnit.DayOfYear)
        {
            throw start.Error("An interval is not counted in this unit.", UnitHelp);
        }

        if (text.StartsWith('-'))
        {
            isNegative = !isNegative;
            text = text[1..];
        }

        var length = Length(text, first, last)
            ?? throw start.Error(
                $"'{text}' is no interval {Describe(first, last)}.",
                "Write for example INTERVAL '90' MINUTE or INTERVAL '1 12:30:00' DAY TO SECOND.");
        var signed = isNegative ? -length : length;
        return first is TimeUnit.Year or TimeUnit.Month or TimeUnit.Quarter
            ? new IntervalSyntax(signed, null, span)
            : new IntervalSyntax(null, signed, span);
    }

    /// <summary>Months in a unit of months, microseconds in any other.</summary>
    public static long UnitLength(TimeUnit unit) => unit switch
    {
        TimeUnit.Year => 12,
        TimeUnit.Quarter => 3,
        TimeUnit.Month => 1,
        TimeUnit.Week => 7 * TimeText.MicrosecondsPerDay,
        TimeUnit.Day => TimeText.MicrosecondsPerDay,
        TimeUnit.Hour => 3_600_000_000,
        TimeUnit.Minute => 60_000_000,
        _ => 1_000_000,
    };

    private static string Describe(TimeUnit first, TimeUnit last)
    {
        var from = first.ToString().ToUpperInvariant();
        return first == last ? from : $"{from} TO {last.ToString().ToUpperInvariant()}";
    }

    private static void SkipPrecision(TokenCursor cursor)
    {
        if (cursor.TrySymbol("("))
        {
            cursor.WholeNumber("a precision", maximum: 9);
            if (cursor.TrySymbol(","))
            {
                cursor.WholeNumber("a precision", maximum: 9);
            }

            cursor.Symbol(")");
        }
    }

    private static long? Length(string text, TimeUnit first, TimeUnit last)
    {
        TimeUnit[] fields = first is TimeUnit.Year && last is TimeUnit.Month
            ? [TimeUnit.Year, TimeUnit.Month]
            : first == last ? [first]
            : first >= TimeUnit.Day && last > first
                ? [.. new[] { TimeUnit.Day, TimeUnit.Hour, TimeUnit.Minute, TimeUnit.Second }.Where(
                    u => u >= first && u <= last)]
                : [];
        var parts = text.Split([' ', ':', '-']);
        if (fields.Length == 0 || parts.Length != fields.Length)
        {
            return null;
        }

        decimal total = 0;
        for (var index = 0; index < fields.Length; index++)
        {
            var style = fields[index] == TimeUnit.Second ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (!decimal.TryParse(parts[index], style, CultureInfo.InvariantCulture, out var number)
                || number > 999_999_999)
            {
                return null;
            }

            total += number * UnitLength(fields[index]);
        }

        return total == decimal.Truncate(total) && total <= long.MaxValue ? (long)total : null;
    }
}
