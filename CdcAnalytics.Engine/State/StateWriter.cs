using System.Buffers.Binary;
using System.Text;

namespace CdcAnalytics.Engine.State;

/// <summary>Builds the bytes of a delta or segment: variable-length integers, small values in one byte.</summary>
internal sealed class StateWriter
{
    private const int MaxVarintBytes = 10;

    private byte[] _buffer = new byte[256];

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1);
        _buffer[Count++] = value;
    }

    /// <summary>Writes an unsigned integer, seven bits to a byte.</summary>
    public void WriteUnsigned(ulong value)
    {
        Reserve(MaxVarintBytes);
        var count = Count;
        var buffer = _buffer;
        while (value >= 0x80)
        {
            buffer[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[count++] = (byte)value;
        Count = count;
    }

    /// <summary>Writes a signed integer so that small magnitudes are short.</summary>
    public void WriteSigned(long value) => WriteUnsigned((ulong)(value << 1) ^ (ulong)(value >> 63));

    /// <summary>Writes a text, or that there is none.</summary>
    public void WriteText(string? text)
    {
        if (text is null)
        {
            WriteByte(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        WriteUnsigned((ulong)length + 1);
        Reserve(length);
        Count += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Count));
    }

    /// <summary>The bytes written and a checksum over them, in an array of their own.</summary>
    public byte[] ToArrayWithChecksum()
    {
        var bytes = new byte[Count + sizeof(ulong)];
        _buffer.AsSpan(0, Count).CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Count), RowHash.OfBytes(bytes.AsSpan(0, Count)));
        return bytes;
    }

    private void Reserve(int bytes)
    {
        if (Count + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Count + bytes));
        }
    }
}
