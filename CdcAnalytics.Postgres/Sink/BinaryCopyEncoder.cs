using System.Buffers.Binary;
using System.Text;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Rows in COPY's binary form, written straight from the words without an object per value.
/// <see href="https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-BINARY-FORMAT"/>
/// </summary>
internal sealed class BinaryCopyEncoder
{
    private const int FlushBytes = 64 * 1024;
    private const int FixedFieldBytes = 12;

    // Sign, weight, scale and count, then at most 11 groups: 38 digits cut at the point.
    private const int DecimalFieldBytes = 4 + 8 + (2 * 11);

    private byte[] _buffer = new byte[FlushBytes * 2];
    private int _length;

    /// <summary>Writes all rows, header and trailer included.</summary>
    public async Task WriteAsync(Stream stream, RowBuffer rows, CancellationToken cancellationToken)
    {
        _length = 0;
        // Signature, no flags, no extension.
        Append("PGCOPY\n"u8);
        Append([0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for (var row = 0; row < rows.Count; row++)
        {
            AppendRow(rows, row);
            if (_length >= FlushBytes)
            {
                await stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
                _length = 0;
            }
        }

        AppendInt16(-1);
        await stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
    }

    private void AppendRow(RowBuffer rows, int row)
    {
        var columns = rows.Type.Columns;
        AppendInt16((short)columns.Count);
        for (var column = 0; column < columns.Count; column++)
        {
            if (rows.IsNull(row, column))
            {
                AppendInt32(-1);
                continue;
            }

            var type = columns[column].Type;
            switch (type.Kind)
            {
                case ValueKind.Boolean:
                    AppendInt32(1);
                    Append([rows.GetWord(row, column) != 0 ? (byte)1 : (byte)0]);
                    break;
                case ValueKind.Int32:
                    AppendInt32(4);
                    AppendInt32(checked((int)rows.GetWord(row, column)));
                    break;
                case ValueKind.Date:
                    AppendInt32(4);
                    AppendInt32(PostgresTime.FromDays(rows.GetWord(row, column)));
                    break;
                case ValueKind.Timestamp:
                    AppendInt64Field(PostgresTime.FromMicroseconds(rows.GetWord(row, column)));
                    break;
                case ValueKind.Int64 or ValueKind.Double:
                    AppendInt64Field(rows.GetWord(row, column));
                    break;
                case ValueKind.Decimal:
                    AppendDecimal(rows.GetDecimal(row, column), type.Scale);
                    break;
                case ValueKind.Text:
                    AppendText(rows.GetText(row, column) ?? "");
                    break;
                default:
                    throw new InvalidOperationException($"Unknown value kind {type.Kind}.");
            }
        }
    }

    /// <summary>
    /// Groups of four decimal digits, the most significant first, cut at the decimal point: 12345.678 is the groups 1,
    /// 2345 and 6780 with weight 1 (the first group counts ten-thousands) and scale 3.
    /// </summary>
    private void AppendDecimal(Int128 unscaled, int scale)
    {
        Span<short> groups = stackalloc short[11];
        var count = 0;
        var rest = (UInt128)Int128.Abs(unscaled);
        var digitsOfLastGroup = scale % 4;
        if (digitsOfLastGroup != 0 && rest != 0)
        {
            var (divisor, factor) = digitsOfLastGroup switch { 1 => (10u, 1000), 2 => (100u, 100), _ => (1000u, 10) };
            groups[count++] = (short)((int)(rest % divisor) * factor);
            rest /= divisor;
        }

        // 128-bit division is slow; most values fit 64 bits.
        while (rest > ulong.MaxValue)
        {
            groups[count++] = (short)(rest % 10_000);
            rest /= 10_000;
        }

        for (var small = (ulong)rest; small != 0; small /= 10_000)
        {
            groups[count++] = (short)(small % 10_000);
        }

        EnsureRoom(DecimalFieldBytes);
        AppendInt32(8 + (2 * count));
        AppendInt16((short)count);
        AppendInt16(count == 0 ? (short)0 : (short)(count - 1 - ((scale + 3) / 4)));
        AppendInt16(Int128.IsNegative(unscaled) ? (short)0x4000 : (short)0);
        AppendInt16((short)scale);
        while (count > 0)
        {
            AppendInt16(groups[--count]);
        }
    }

    private void AppendText(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        EnsureRoom(4 + most);
        var written = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length + 4));
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), written);
        _length += 4 + written;
    }

    private void AppendInt64Field(long value)
    {
        EnsureRoom(FixedFieldBytes);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), 8);
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(_length + 4), value);
        _length += FixedFieldBytes;
    }

    private void AppendInt32(int value)
    {
        EnsureRoom(4);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    private void AppendInt16(short value)
    {
        EnsureRoom(2);
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_length), value);
        _length += 2;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    // Grows only for a text longer than the buffer; a text is at most 1 GB in Postgres.
    private void EnsureRoom(int bytes)
    {
        if (_length + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_length + bytes)));
        }
    }
}
