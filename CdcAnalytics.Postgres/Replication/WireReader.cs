using System.Buffers.Binary;
using System.Text;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>Reads one protocol message from front to back; all numbers are big-endian.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; set; }

    /// <summary>Reads a byte.</summary>
    public byte ReadByte() => _bytes[Position++];

    /// <summary>Reads an Int16.</summary>
    public short ReadInt16()
    {
        var value = BinaryPrimitives.ReadInt16BigEndian(_bytes[Position..]);
        Position += sizeof(short);
        return value;
    }

    /// <summary>Reads an Int32.</summary>
    public int ReadInt32()
    {
        var value = BinaryPrimitives.ReadInt32BigEndian(_bytes[Position..]);
        Position += sizeof(int);
        return value;
    }

    /// <summary>Reads an object or transaction id.</summary>
    public uint ReadUInt32()
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(_bytes[Position..]);
        Position += sizeof(uint);
        return value;
    }

    /// <summary>Reads an Int64.</summary>
    public long ReadInt64()
    {
        var value = BinaryPrimitives.ReadInt64BigEndian(_bytes[Position..]);
        Position += sizeof(long);
        return value;
    }

    /// <summary>Reads a log position.</summary>
    public Lsn ReadLsn() => new((ulong)ReadInt64());

    /// <summary>Reads a server time as microseconds since 1970-01-01 00:00 UTC.</summary>
    public long ReadTimeMicroseconds() => ReadInt64() + PostgresEpoch.UnixMicroseconds;

    /// <summary>Reads a text that ends with a zero byte.</summary>
    public string ReadText()
    {
        var length = _bytes[Position..].IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(_bytes.Slice(Position, length));
        Position += length + 1;
        return text;
    }

    /// <summary>Reads that many bytes without copying them.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        var read = _bytes.Slice(Position, length);
        Position += length;
        return read;
    }
}
