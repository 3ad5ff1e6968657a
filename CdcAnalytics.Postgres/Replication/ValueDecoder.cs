using System.Buffers.Binary;
using System.Text;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads one value in binary format into a row.
/// <see href="https://www.postgresql.org/docs/18/protocol-overview.html#PROTOCOL-FORMAT-CODES"/>
/// </summary>
internal sealed class ValueDecoder
{
    private const byte JsonbVersion = 1;

    private static readonly long CanonicalNaN = BitConverter.DoubleToInt64Bits(double.NaN);

    private readonly ShortTextCache _texts = new();

    /// <summary>Reads a value that is not NULL.</summary>
    /// <returns>Null when it was read; otherwise why it does not fit, as the end of a sentence.</returns>
    public string? Decode(
        ReadOnlySpan<byte> bytes, WireType type, RowBuffer rows, int row, int column)
    {
        switch (type)
        {
            case WireType.Boolean:
                rows.SetWord(row, column, bytes[0]);
                return null;
            case WireType.Int16:
                rows.SetWord(row, column, BinaryPrimitives.ReadInt16BigEndian(bytes));
                return null;
            case WireType.Int32:
                rows.SetWord(row, column, BinaryPrimitives.ReadInt32BigEndian(bytes));
                return null;
            case WireType.Int64:
                rows.SetWord(row, column, BinaryPrimitives.ReadInt64BigEndian(bytes));
                return null;
            case WireType.Float4:
                rows.SetWord(row, column, BitsOf(BinaryPrimitives.ReadSingleBigEndian(bytes)));
                return null;
            case WireType.Float8:
                rows.SetWord(row, column, BitsOf(BinaryPrimitives.ReadDoubleBigEndian(bytes)));
                return null;
            case WireType.Numeric:
                return DecodeNumeric(bytes, rows, row, column);
            case WireType.Timestamp:
                return DecodeTimestamp(BinaryPrimitives.ReadInt64BigEndian(bytes), rows, row, column);
            case WireType.Date:
                return DecodeDate(BinaryPrimitives.ReadInt32BigEndian(bytes), rows, row, column);
            case WireType.Text:
                rows.SetText(row, column, _texts.Get(bytes));
                return null;
            case WireType.Uuid:
                rows.SetText(row, column, new Guid(bytes, bigEndian: true).ToString("D"));
                return null;
            case WireType.Jsonb:
                return DecodeJsonb(bytes, rows, row, column);
            default:
                throw new InvalidOperationException($"Unknown wire type {type}.");
        }
    }

    /// <summary>The bits of a double, with one zero and one NaN.</summary>
    public static long BitsOf(double value)
    {
        if (double.IsNaN(value))
        {
            return CanonicalNaN;
        }

        // Adding zero turns negative zero into zero and changes nothing else.
        return BitConverter.DoubleToInt64Bits(value + 0.0);
    }

    private static string? DecodeNumeric(ReadOnlySpan<byte> bytes, RowBuffer rows, int row, int column)
    {
        var type = rows.Type.Columns[column].Type;
        var failure = NumericDecoder.Decode(bytes, type.Precision, type.Scale, out var unscaled);
        if (failure is null)
        {
            rows.SetDecimal(row, column, unscaled);
        }

        return failure;
    }

    private static string? DecodeTimestamp(long sinceEpoch, RowBuffer rows, int row, int column)
    {
        switch (sinceEpoch)
        {
            case long.MaxValue:
                return "is infinity";
            case long.MinValue:
                return "is -infinity";
            case > long.MaxValue - PostgresEpoch.UnixMicroseconds:
                return "is after the year 294246";
            default:
                rows.SetWord(row, column, sinceEpoch + PostgresEpoch.UnixMicroseconds);
                return null;
        }
    }

    private static string? DecodeDate(int sinceEpoch, RowBuffer rows, int row, int column)
    {
        switch (sinceEpoch)
        {
            case int.MaxValue:
                return "is infinity";
            case int.MinValue:
                return "is -infinity";
            default:
                rows.SetWord(row, column, (long)sinceEpoch + PostgresEpoch.UnixDays);
                return null;
        }
    }

    private static string? DecodeJsonb(ReadOnlySpan<byte> bytes, RowBuffer rows, int row, int column)
    {
        if (bytes.Length == 0 || bytes[0] != JsonbVersion)
        {
            return "is jsonb of a version not known";
        }

        rows.SetText(row, column, Encoding.UTF8.GetString(bytes[1..]));
        return null;
    }
}
