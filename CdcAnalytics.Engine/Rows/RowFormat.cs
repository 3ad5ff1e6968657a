using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Rows;

/// <summary>Rows as text, for people: the keys and JSON objects of dropped and quarantined rows.</summary>
public static class RowFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The values of some columns, comma separated, NULL as <c>NULL</c>.</summary>
    public static string KeyOf(
        RowType type, IReadOnlyList<int> columns, ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(columns);
        var text = new StringBuilder();
        for (var index = 0; index < columns.Count; index++)
        {
            text.Append(index == 0 ? "" : ",");
            var column = columns[index];
            text.Append(IsNull(words, column) ? "NULL" : ValueOf(type, column, words, texts));
        }

        return text.ToString();
    }

    /// <summary>All columns as a JSON object; times as ISO text, decimals as numbers with all their digits.</summary>
    public static string JsonOf(RowType type, ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(type);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            for (var column = 0; column < type.Columns.Count; column++)
            {
                json.WritePropertyName(type.Columns[column].Name);
                WriteValue(json, type, column, words, texts);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValue(
        Utf8JsonWriter json, RowType type, int column, ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        if (IsNull(words, column))
        {
            json.WriteNullValue();
            return;
        }

        var kind = type.Columns[column].Type.Kind;
        var isNumber = kind is ValueKind.Int32 or ValueKind.Int64 or ValueKind.Decimal
            || (kind is ValueKind.Double
                && double.IsFinite(BitConverter.Int64BitsToDouble(words[type.OffsetOf(column)])));
        var value = ValueOf(type, column, words, texts);
        if (isNumber || kind is ValueKind.Boolean)
        {
            json.WriteRawValue(value);
        }
        else
        {
            json.WriteStringValue(value);
        }
    }

    private static string ValueOf(RowType type, int column, ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        var offset = type.OffsetOf(column);
        var columnType = type.Columns[column].Type;
        return columnType.Kind switch
        {
            ValueKind.Boolean => words[offset] != 0 ? "true" : "false",
            ValueKind.Double =>
                BitConverter.Int64BitsToDouble(words[offset]).ToString("R", CultureInfo.InvariantCulture),
            ValueKind.Decimal => DecimalText(
                new Int128((ulong)words[offset + 1], (ulong)words[offset]), columnType.Scale),
            ValueKind.Timestamp => new EventTime(words[offset]).ToString(),
            ValueKind.Date => DateText(words[offset]),
            ValueKind.Text => texts[offset] ?? "",
            _ => words[offset].ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string DateText(long days)
    {
        var number = days + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{days} days");
    }

    private static string DecimalText(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = Int128.IsNegative(unscaled) ? "-" : "";
        return scale == 0 ? sign + digits : sign + digits[..^scale] + "." + digits[^scale..];
    }

    private static bool IsNull(ReadOnlySpan<long> words, int column) =>
        ((words[column >> 6] >> (column & 63)) & 1) != 0;
}
