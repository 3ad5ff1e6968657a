using System.Globalization;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>Decimals as text, exact to the 38th digit; <see cref="decimal"/> holds only 28.</summary>
internal static class DecimalText
{
    /// <summary>The value <paramref name="unscaled"/> / 10^<paramref name="scale"/>, all its digits written.</summary>
    public static string Format(Int128 unscaled, int scale)
    {
        // The least Int128 has no negation; it has 39 digits and is no valid decimal.
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = Int128.IsNegative(unscaled) ? "-" : "";
        return scale == 0
            ? sign + digits
            : string.Concat(sign, digits.AsSpan(0, digits.Length - scale), ".", digits.AsSpan(digits.Length - scale));
    }
}
