using System.Text;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Gives short texts that repeat (flags, codes, names) the same string again instead of a new one. Not safe for
/// concurrent use; holds at most one text per slot.
/// </summary>
internal sealed class ShortTextCache
{
    private const int Slots = 512;
    private const int MaxLength = 24;

    private readonly string?[] _texts = new string?[Slots];

    /// <summary>The text of those UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return string.Empty;
        }

        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = 0u;
        foreach (var letter in utf8)
        {
            hash = (hash * 31) + letter;
        }

        ref var slot = ref _texts[(hash ^ (hash >> 9)) % Slots];
        if (slot is not { } text || !Ascii.Equals(utf8, text))
        {
            text = Encoding.UTF8.GetString(utf8);
            slot = text;
        }

        return text;
    }
}
