using System.Globalization;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Casts that are two steps, and the invariant text of plain values.</summary>
internal static class CastMath
{
    /// <summary>A decimal's whole part as an INT.</summary>
    public static bool TryToInt(Int128 value, int scale, out int result)
    {
        result = 0;
        return DecimalMath.TryToInteger(value, scale, out var whole) && IntegerMath.TryNarrow(whole, out result);
    }

    /// <summary>A double's whole part as an INT.</summary>
    public static bool TryToInt(double value, out int result)
    {
        result = 0;
        return DoubleMath.TryToInteger(value, out var whole) && IntegerMath.TryNarrow(whole, out result);
    }

    /// <summary>A text as an INT.</summary>
    public static bool TryToInt(string value, out int result)
    {
        result = 0;
        return TextMath.TryParseInteger(value, out var whole) && IntegerMath.TryNarrow(whole, out result);
    }

    /// <summary>A number's text.</summary>
    public static string Format(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number's text.</summary>
    public static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number's shortest text.</summary>
    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A text in quotes, for messages.</summary>
    public static string Quote(string value) => $"'{value}'";

    /// <summary>A truth value's text.</summary>
    public static string Format(bool value) => value ? "TRUE" : "FALSE";
}
