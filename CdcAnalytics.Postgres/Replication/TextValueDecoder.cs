using System.Globalization;
using System.Numerics;
using System.Text;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads one value in text format into a row; the server sends it for types without a binary format.
/// </summary>
internal static class TextValueDecoder
{
    /// <summary>Reads a value that is not NULL.</summary>
    /// <returns>Null when it was read; otherwise why it does not fit, as the end of a sentence.</returns>
    public static string? Decode(ReadOnlySpan<byte> utf8, RowBuffer rows, int row, int column) =>
        Decode(Encoding.UTF8.GetString(utf8), rows, row, column);

    /// <summary>Reads a value's text, as Postgres prints it with ISO dates.</summary>
    /// <returns>Null when it was read; otherwise why it does not fit, as the end of a sentence.</returns>
    public static string? Decode(string text, RowBuffer rows, int row, int column)
    {
        var type = rows.Type.Columns[column].Type;
        switch (type.Kind)
        {
            case ValueKind.Text:
                rows.SetText(row, column, text);
                return null;
            case ValueKind.Boolean when text is "t" or "f" or "true" or "false":
                rows.SetWord(row, column, text[0] == 't' ? 1 : 0);
                return null;
            case ValueKind.Int32 when int.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                rows.SetWord(row, column, number);
                return null;
            case ValueKind.Int64 when long.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                rows.SetWord(row, column, number);
                return null;
            case ValueKind.Double when double.TryParse(
                text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                rows.SetWord(row, column, ValueDecoder.BitsOf(number));
                return null;
            case ValueKind.Decimal:
                return DecodeDecimal(text, type, rows, row, column);
            case ValueKind.Timestamp when DateTime.TryParseExact(
                text, "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time):
                rows.SetWord(row, column, (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
                return null;
            case ValueKind.Date when DateOnly.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                rows.SetWord(row, column, date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
                return null;
            default:
                return $"is not readable as {type}";
        }
    }

    private static string? DecodeDecimal(string text, ColumnType type, RowBuffer rows, int row, int column)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? string.Empty : text[(point + 1)..].TrimEnd('0');
        if (fraction.Length > type.Scale)
        {
            return "has too many digits after the point";
        }

        var digits = string.Concat(point < 0 ? text : text.AsSpan(0, point), fraction.PadRight(type.Scale, '0'));
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled))
        {
            return $"is {text}";
        }

        if (BigInteger.Abs(unscaled) >= BigInteger.Pow(10, type.Precision))
        {
            return "has too many digits before the point";
        }

        rows.SetDecimal(row, column, (Int128)unscaled);
        return null;
    }
}
