using System.Globalization;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Tests;

/// <summary>Fills row buffers from SQL literals, and shows values as Postgres writes them.</summary>
internal static class SourceRows
{
    public static RowBuffer Of(RowType type, IEnumerable<string[]> rows, IReadOnlyList<string> names)
    {
        var buffer = new RowBuffer(type);
        foreach (var literals in rows)
        {
            var row = buffer.AddRow();
            for (var column = 0; column < type.Columns.Count; column++)
            {
                Set(buffer, row, column, literals[names.ToList().IndexOf(type.Columns[column].Name)]);
            }
        }

        return buffer;
    }

    public static string? Show(RowBuffer rows, int row, int column)
    {
        if (rows.IsNull(row, column))
        {
            return null;
        }

        var type = rows.Type.Columns[column].Type;
        switch (type.Kind)
        {
            case ValueKind.Text:
                return rows.GetText(row, column);
            case ValueKind.Boolean:
                return rows.GetWord(row, column) == 0 ? "false" : "true";
            case ValueKind.Double:
                var number = BitConverter.Int64BitsToDouble(rows.GetWord(row, column));
                return number.ToString("R", CultureInfo.InvariantCulture);
            case ValueKind.Decimal:
                var unscaled = rows.GetDecimal(row, column);
                var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale + 1, '0');
                var point = type.Scale == 0 ? digits : digits.Insert(digits.Length - type.Scale, ".");
                return unscaled < 0 ? "-" + point : point;
            default:
                return rows.GetWord(row, column).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static void Set(RowBuffer rows, int row, int column, string literal)
    {
        var type = rows.Type.Columns[column].Type;
        if (literal == "NULL")
        {
            rows.SetNull(row, column);
            return;
        }

        switch (type.Kind)
        {
            case ValueKind.Text:
                rows.SetText(row, column, literal[1..^1]);
                break;
            case ValueKind.Boolean:
                rows.SetWord(row, column, literal == "TRUE" ? 1 : 0);
                break;
            case ValueKind.Double:
                var number = double.Parse(literal, CultureInfo.InvariantCulture);
                rows.SetWord(row, column, BitConverter.DoubleToInt64Bits(number + 0.0));
                break;
            case ValueKind.Decimal:
                var digits = literal.Replace(".", "", StringComparison.Ordinal);
                rows.SetDecimal(row, column, Int128.Parse(digits, CultureInfo.InvariantCulture));
                break;
            case ValueKind.Timestamp:
                var time = DateTime.Parse(literal["TIMESTAMP '".Length..^1], CultureInfo.InvariantCulture);
                rows.SetWord(row, column, (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
                break;
            default:
                rows.SetWord(row, column, long.Parse(literal, CultureInfo.InvariantCulture));
                break;
        }
    }
}
