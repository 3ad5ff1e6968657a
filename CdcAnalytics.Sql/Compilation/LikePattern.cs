using System.Text;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>A LIKE pattern: % stands for any characters, _ for one.</summary>
internal sealed class LikePattern
{
    private const int AnyRun = -1;
    private const int AnyOne = -2;

    private readonly string _source;
    private readonly int[] _parts;

    private LikePattern(string source, int[] parts)
    {
        _source = source;
        _parts = parts;
    }

    /// <summary>A pattern, or null when an escape character stands before nothing that needs it.</summary>
    public static LikePattern? TryCreate(string pattern, char escape)
    {
        var parts = new List<int>();
        var isEscaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (isEscaped)
            {
                if (rune.Value != '%' && rune.Value != '_' && rune.Value != escape)
                {
                    return null;
                }

                parts.Add(rune.Value);
                isEscaped = false;
            }
            else if (rune.Value == escape)
            {
                isEscaped = true;
            }
            else
            {
                parts.Add(rune.Value switch { '%' => AnyRun, '_' => AnyOne, var literal => literal });
            }
        }

        return isEscaped ? null : new LikePattern($"{pattern} escape {escape}", [.. parts]);
    }

    /// <summary>Whether the whole text matches. Takes time in proportion to text and pattern at worst.</summary>
    public bool IsMatch(string text)
    {
        var position = 0;
        var part = 0;
        int? retryPart = null;
        var retryPosition = 0;
        while (position < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length);
            if (part < _parts.Length && (_parts[part] == AnyOne || _parts[part] == rune.Value))
            {
                part++;
                position += length;
            }
            else if (part < _parts.Length && _parts[part] == AnyRun)
            {
                retryPart = ++part;
                retryPosition = position;
            }
            else if (retryPart is { } again)
            {
                Rune.DecodeFromUtf16(text.AsSpan(retryPosition), out _, out var skipped);
                retryPosition += skipped;
                position = retryPosition;
                part = again;
            }
            else
            {
                return false;
            }
        }

        return _parts.AsSpan(part).IndexOfAnyExcept(AnyRun) < 0;
    }

    /// <summary>The pattern as written, with its escape character.</summary>
    public override string ToString() => _source;
}
