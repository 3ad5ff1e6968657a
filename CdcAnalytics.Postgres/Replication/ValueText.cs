using System.Globalization;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>Prints a value of a row the way <see cref="TextValueDecoder"/> and Postgres itself read it.</summary>
internal static class ValueText
{
    /// <summary>The value's text; null when it is NULL.</summary>
    public static string? Format(RowBuffer rows, int row, int column)
    {
        if (rows.IsNull(row, column))
        {
            return null;
        }

        var type = rows.Type.Columns[column].Type;
        return type.Kind switch
        {
            ValueKind.Text => rows.GetText(row, column),
            ValueKind.Boolean => rows.GetWord(row, column) != 0 ? "true" : "false",
            ValueKind.Double => BitConverter.Int64BitsToDouble(rows.GetWord(row, column))
                .ToString("R", CultureInfo.InvariantCulture),
            ValueKind.Decimal => FormatDecimal(rows.GetDecimal(row, column), type.Scale),
            ValueKind.Timestamp => FormatTimestamp(rows.GetWord(row, column)),
            ValueKind.Date => FormatDate(rows.GetWord(row, column)),
            _ => rows.GetWord(row, column).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string FormatDecimal(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var point = digits.Length - scale;
        var text = scale == 0 ? digits : $"{digits[..point]}.{digits[point..]}";
        return unscaled < 0 ? "-" + text : text;
    }

    private static string FormatDate(long days)
    {
        var sinceYearOne = days + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return sinceYearOne >= 0 && sinceYearOne <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)sinceYearOne).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{days} days");
    }

    private static string FormatTimestamp(long microseconds)
    {
        var sinceYearOne = ((Int128)microseconds * TimeSpan.TicksPerMicrosecond) + DateTime.UnixEpoch.Ticks;
        return sinceYearOne >= 0 && sinceYearOne <= DateTime.MaxValue.Ticks
            ? new DateTime((long)sinceYearOne).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{microseconds} µs");
    }
}
