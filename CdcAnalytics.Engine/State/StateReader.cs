using System.Buffers.Binary;
using System.Text;
using CdcAnalytics.Engine.Checkpoints;

namespace CdcAnalytics.Engine.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote, refusing bytes that are not what they should be.</summary>
internal ref struct StateReader
{
    private readonly string _what;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Checks the checksum and begins to read.</summary>
    /// <exception cref="CheckpointMismatchException">The bytes are damaged.</exception>
    public StateReader(ReadOnlySpan<byte> bytes, string what)
    {
        _what = what;
        if (bytes.Length < sizeof(ulong)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])
                != RowHash.OfBytes(bytes[..^sizeof(ulong)]))
        {
            throw Damaged();
        }

        _rest = bytes[..^sizeof(ulong)];
    }

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte()
    {
        if (_rest.IsEmpty)
        {
            throw Damaged();
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Reads an unsigned integer.</summary>
    public ulong ReadUnsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    /// <summary>Reads a signed integer.</summary>
    public long ReadSigned()
    {
        var value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a text, or null.</summary>
    public string? ReadText()
    {
        var length = ReadUnsigned();
        if (length == 0)
        {
            return null;
        }

        if (length - 1 > (ulong)_rest.Length)
        {
            throw Damaged();
        }

        var text = Encoding.UTF8.GetString(_rest[..(int)(length - 1)]);
        _rest = _rest[(int)(length - 1)..];
        return text;
    }

    /// <summary>What to throw when the bytes make no sense.</summary>
    public readonly CheckpointMismatchException Damaged() =>
        new($"The stored engine state is damaged: {_what} does not read as it was written. Restore the state tables "
            + "from a backup, or drop the pipeline's state and results and let the pipeline read its tables anew.");
}
