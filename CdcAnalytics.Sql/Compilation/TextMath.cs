using System.Globalization;
using System.Text;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Operations on texts, whose characters are Unicode code points as in Flink and Postgres.</summary>
internal static class TextMath
{
    /// <summary>
    /// Code point order, which is also that of UTF-8 bytes; UTF-16 order differs from it past U+D7FF.
    /// </summary>
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        var first = a[common];
        var second = b[common];
        return char.IsSurrogate(first) != char.IsSurrogate(second)
            ? (char.IsSurrogate(first) ? 1 : -1)
            : first.CompareTo(second);
    }

    /// <summary>Whether two texts are the same characters.</summary>
    public static bool AreEqual(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    /// <summary>Texts one after another.</summary>
    public static string Concatenate(string[] texts) => string.Concat(texts);

    /// <summary>Characters in a text.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
        {
            length -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return length;
    }

    /// <summary>The characters from a place on, counted from 1; from the end, when negative.</summary>
    public static string Substring(string text, long start) => Substring(text, start, long.MaxValue);

    /// <summary>Some characters from a place on, counted from 1; from the end, when negative.</summary>
    public static string Substring(string text, long start, long count)
    {
        var length = Length(text);
        var first = start > 0 ? start - 1 : start < 0 ? length + start : 0;
        if (count <= 0 || first >= length || first < 0)
        {
            return string.Empty;
        }

        var begin = UnitIndex(text, first);
        return count >= length - first ? text[begin..] : text[begin..UnitIndex(text, first + count)];
    }

    /// <summary>Where a text begins in another, counted from 1; 0 when it does not occur.</summary>
    public static int Position(string sought, string text)
    {
        var index = text.IndexOf(sought, StringComparison.Ordinal);
        return index < 0 ? 0 : Length(text[..index]) + 1;
    }

    /// <summary>A text with every occurrence of another replaced; an empty one occurs nowhere.</summary>
    public static string Replace(string text, string sought, string replacement) =>
        sought.Length == 0 ? text : text.Replace(sought, replacement, StringComparison.Ordinal);

    /// <summary>A text without some characters at both ends.</summary>
    public static string Trim(string text, string characters) => TrimEnd(TrimStart(text, characters), characters);

    /// <summary>A text without some characters at its beginning.</summary>
    public static string TrimStart(string text, string characters) => text.TrimStart(characters.ToCharArray());

    /// <summary>A text without some characters at its end.</summary>
    public static string TrimEnd(string text, string characters) => text.TrimEnd(characters.ToCharArray());

    /// <summary>A whole number; white space around it is allowed.</summary>
    public static bool TryParseInteger(string text, out long result) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out result);

    /// <summary>A decimal, rounded to the scale.</summary>
    public static bool TryParseDecimal(string text, int precision, int scale, out Int128 result) =>
        DecimalMath.TryParse(text, precision, scale, out result);

    /// <summary>A finite double; white space around it is allowed.</summary>
    public static bool TryParseDouble(string text, out double result) =>
        double.TryParse(text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out result)
        && double.IsFinite(result);

    /// <summary>The words for true and false that Flink reads.</summary>
    public static bool TryParseBoolean(string text, out bool result)
    {
        var word = text.Trim().ToUpperInvariant();
        result = word is "TRUE" or "T" or "YES" or "Y" or "1";
        return result || word is "FALSE" or "F" or "NO" or "N" or "0";
    }

    /// <summary>A timestamp as text; false outside years 1 to 9999.</summary>
    public static bool TryFormatTimestamp(long microseconds, int precision, out string result)
    {
        var isInCalendar = TimeText.IsInCalendar(microseconds);
        result = isInCalendar ? TimeText.FormatTimestamp(microseconds, precision) : string.Empty;
        return isInCalendar;
    }

    /// <summary>A date as text; false outside years 1 to 9999.</summary>
    public static bool TryFormatDate(long days, out string result)
    {
        var isInCalendar = IntegerMath.TryMultiply(days, TimeText.MicrosecondsPerDay, out var time)
            && TimeText.IsInCalendar(time);
        result = isInCalendar ? TimeText.FormatDate(days) : string.Empty;
        return isInCalendar;
    }

    /// <summary>A timestamp out of a text, white space around it allowed, cut to a precision.</summary>
    public static bool TryParseTimestamp(string text, int precision, out long result)
    {
        var isTimestamp = TimeText.TryParseTimestamp(text.Trim(), out var microseconds);
        result = TimeMath.FloorTo(microseconds, (long)Math.Pow(10, 6 - precision), 0);
        return isTimestamp;
    }

    /// <summary>A date out of a text; white space around it is allowed.</summary>
    public static bool TryParseDate(string text, out long result) => TimeText.TryParseDate(text.Trim(), out result);

    private static int UnitIndex(string text, long character)
    {
        var index = 0;
        for (var passed = 0L; passed < character; passed++)
        {
            Rune.DecodeFromUtf16(text.AsSpan(index), out _, out var length);
            index += length;
        }

        return index;
    }
}
