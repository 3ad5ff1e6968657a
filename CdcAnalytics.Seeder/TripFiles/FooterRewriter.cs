using System.Buffers;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>
/// Copies the fields of a Parquet footer that loading needs, checking every byte against the bounds on the way.
/// </summary>
/// <remarks>
/// Parquet.Net 6.1 reads a footer that ends too early for ever (a varint at the end of its buffer never ends), and
/// loses its place after structs it does not know, such as the size statistics that newer writers add. What comes out
/// here is well formed and holds only what it knows. Remove when both are mended there.
/// </remarks>
internal ref struct FooterRewriter
{
    private const int MaxDepth = 16;
    private const int MaxVarintBytes = 10;

    private readonly ReadOnlySpan<byte> _footer;
    private readonly ArrayBufferWriter<byte> _output;
    private int _position;

    private FooterRewriter(ReadOnlySpan<byte> footer)
    {
        _footer = footer;
        _output = new(footer.Length + 16);
    }

    /// <summary>The well-formed footer.</summary>
    /// <exception cref="InvalidDataException">The footer is not a Thrift struct that ends within its
    /// length.</exception>
    public static ReadOnlyMemory<byte> Rewrite(ReadOnlySpan<byte> footer)
    {
        var rewriter = new FooterRewriter(footer);
        rewriter.CopyStruct(ThriftStruct.FileMetaData, depth: 0);
        return rewriter._output.WrittenMemory;
    }

    private void CopyStruct(ThriftStruct fields, int depth)
    {
        var previousId = 0;
        var previousWrittenId = 0;
        while (ReadFieldHeader(ref previousId) is var type and not ThriftType.Stop)
        {
            var id = previousId;
            if (!fields.TryGetValue(id, out var field) || !IsSameType(field.Type, type))
            {
                Skip(type, depth + 1);
                continue;
            }

            WriteFieldHeader(id, previousWrittenId, type);
            previousWrittenId = id;
            CopyValue(field, type, depth + 1);
        }

        WriteByte(0);
    }

    private ThriftType ReadFieldHeader(ref int previousId)
    {
        var header = ReadByte();
        var type = (ThriftType)(header & 0x0F);
        if (type != ThriftType.Stop)
        {
            var step = header >> 4;
            previousId = step == 0 ? (short)ReadZigzag() : previousId + step;
        }

        return type;
    }

    private readonly void WriteFieldHeader(int id, int previousWrittenId, ThriftType type)
    {
        var step = id - previousWrittenId;
        if (step is > 0 and < 16)
        {
            WriteByte((byte)(step << 4 | (int)type));
            return;
        }

        WriteByte((byte)type);
        WriteVarint((ulong)(id << 1 ^ id >> 31));
    }

    private void CopyValue(ThriftField field, ThriftType type, int depth)
    {
        switch (type)
        {
            case ThriftType.Struct:
                CopyStruct(field.Struct ?? [], depth);
                break;
            case ThriftType.List:
                CopyList(field, depth);
                break;
            default:
                var start = _position;
                Skip(type, depth);
                _output.Write(_footer[start.._position]);
                break;
        }
    }

    private void CopyList(ThriftField field, int depth)
    {
        var (element, count) = ReadListHeader();
        if (count > 0 && element != field.Element)
        {
            throw Damaged("a list holds another type than it should");
        }

        WriteByte((byte)(0xF0 | (int)element));
        WriteVarint((ulong)count);
        for (var i = 0; i < count; i++)
        {
            CopyValue(field, element, depth + 1);
        }
    }

    private (ThriftType Element, int Count) ReadListHeader()
    {
        var header = ReadByte();
        var count = header >> 4;
        if (count == 15)
        {
            // Every element takes a byte at least, so a longer list cannot be true.
            count = (int)Math.Min(ReadVarint(), int.MaxValue);
        }

        return count <= _footer.Length - _position
            ? ((ThriftType)(header & 0x0F), count)
            : throw Damaged("a list is longer than the footer");
    }

    private void Skip(ThriftType type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Damaged("its structs are nested too deeply");
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                Advance(1);
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadVarint();
                break;
            case ThriftType.Double:
                Advance(8);
                break;
            case ThriftType.Binary:
                Advance(ReadVarint());
                break;
            case ThriftType.Struct:
                var id = 0;
                while (ReadFieldHeader(ref id) is var field and not ThriftType.Stop)
                {
                    Skip(field, depth + 1);
                }

                break;
            case ThriftType.List or ThriftType.Set:
                var (element, count) = ReadListHeader();
                for (var i = 0; i < count; i++)
                {
                    // A Boolean in a list is a byte of its own; in a struct it is part of the field's header.
                    Skip(element is ThriftType.True or ThriftType.False ? ThriftType.Byte : element, depth + 1);
                }

                break;
            default:
                throw Damaged($"it holds the unknown type {(int)type}");
        }
    }

    private byte ReadByte() => _position < _footer.Length
        ? _footer[_position++]
        : throw Damaged("it ends too early");

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number is too long");
    }

    private long ReadZigzag()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private void Advance(ulong byteCount)
    {
        if (byteCount > (ulong)(_footer.Length - _position))
        {
            throw Damaged("a text is longer than the footer");
        }

        _position += (int)byteCount;
    }

    private readonly void WriteByte(byte value) => _output.Write([value]);

    private readonly void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    private static bool IsSameType(ThriftType expected, ThriftType found) =>
        expected == found || (expected == ThriftType.True && found == ThriftType.False);

    private readonly InvalidDataException Damaged(string what) =>
        new($"its footer is damaged near byte {_position:N0} of {_footer.Length:N0}: {what}");
}
