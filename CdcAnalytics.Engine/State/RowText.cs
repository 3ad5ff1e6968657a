namespace CdcAnalytics.Engine.State;

/// <summary>
/// Comparison of texts as the engine does everywhere: exact, and ordered by code point as in the "C" collation.
/// </summary>
internal static class RowText
{
    /// <summary>Whether both have the same texts in the same places.</summary>
    public static bool AreEqual(ReadOnlySpan<string?> left, ReadOnlySpan<string?> right)
    {
        for (var index = 0; index < left.Length; index++)
        {
            if (!string.Equals(left[index], right[index], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Orders two texts by code point.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var leftUnit = left[common];
        var rightUnit = right[common];

        // UTF-16 sorts surrogates (code points above U+FFFF) before U+E000 to U+FFFF; code points sort after.
        return char.IsSurrogate(leftUnit) != char.IsSurrogate(rightUnit) && leftUnit >= 0xD800 && rightUnit >= 0xD800
            ? rightUnit.CompareTo(leftUnit)
            : leftUnit.CompareTo(rightUnit);
    }
}
