using System.Runtime.InteropServices;

namespace CdcAnalytics.Engine.State;

/// <summary>
/// A hash of words and texts that is the same in every process and on every machine: stored state is parted by it, so
/// its result must never change while the state format's version stays.
/// </summary>
internal static class RowHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Multiplier = 0xD6E8FEB86659FD93;
    private const ulong NullText = 0xA0761D6478BD642F;

    /// <summary>The hash of a row or key.</summary>
    public static uint Of(ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        var hash = Seed;
        foreach (var word in words)
        {
            hash = Mix(hash ^ (ulong)word);
        }

        foreach (var text in texts)
        {
            hash = text is null ? Mix(hash ^ NullText) : OfText(hash, text);
        }

        return (uint)(Mix(hash) >> 32);
    }

    /// <summary>A checksum of bytes.</summary>
    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            hash = Mix(hash ^ value);
        }

        return Mix(hash);
    }

    private static ulong OfText(ulong hash, string text)
    {
        hash = Mix(hash ^ ((ulong)text.Length + 1));
        var rest = text.AsSpan();
        while (rest.Length >= 4)
        {
            hash = Mix(
                hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(rest)));
            rest = rest[4..];
        }

        foreach (var character in rest)
        {
            hash = Mix(hash ^ character);
        }

        return hash;
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value + Multiplier, Seed, out var low);
        return high ^ low;
    }
}
