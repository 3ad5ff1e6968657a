using System.Globalization;
using System.Numerics;

namespace CdcAnalytics.Engine.Positions;

/// <summary>
/// A byte position in the write-ahead log; a position, not a count.
/// <see href="https://www.postgresql.org/docs/18/datatype-pg-lsn.html"/>
/// </summary>
/// <param name="Value">The position as Postgres counts it: bytes from the start of the log.</param>
public readonly record struct Lsn(ulong Value)
    : IComparable<Lsn>, IComparisonOperators<Lsn, Lsn, bool>
{
    /// <summary>Parses Postgres's own text form, two hexadecimal halves: <c>16/B374D848</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static Lsn Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0
            && uint.TryParse(
                text.AsSpan(0, slash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            && uint.TryParse(
                text.AsSpan(slash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return new Lsn(((ulong)high << 32) | low);
        }

        throw new FormatException($"'{text}' is not an LSN; expected two hexadecimal numbers such as 16/B374D848.");
    }

    /// <inheritdoc/>
    public int CompareTo(Lsn other) => Value.CompareTo(other.Value);

    /// <summary>Postgres's own text form, for example <c>16/B374D848</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value >> 32:X}/{(uint)Value:X}");

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/>.</summary>
    public static bool operator <(Lsn left, Lsn right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> lies after <paramref name="right"/>.</summary>
    public static bool operator >(Lsn left, Lsn right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(Lsn left, Lsn right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> lies after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(Lsn left, Lsn right) => left.Value >= right.Value;
}
