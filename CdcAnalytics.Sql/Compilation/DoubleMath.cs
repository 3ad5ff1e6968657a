using System.Globalization;
using System.Runtime.CompilerServices;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Arithmetic on doubles that says when finite numbers have no finite result.</summary>
internal static class DoubleMath
{
    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
            1e20, 1e21, 1e22];

    /// <summary>a + b.</summary>
    public static bool TryAdd(double a, double b, out double result)
    {
        result = a + b;
        return IsMeant(result, a, b);
    }

    /// <summary>a - b.</summary>
    public static bool TrySubtract(double a, double b, out double result)
    {
        result = a - b;
        return IsMeant(result, a, b);
    }

    /// <summary>a * b.</summary>
    public static bool TryMultiply(double a, double b, out double result)
    {
        result = a * b;
        return IsMeant(result, a, b);
    }

    /// <summary>a / b; b is not zero.</summary>
    public static bool TryDivide(double a, double b, out double result)
    {
        result = a / b;
        return IsMeant(result, a, b);
    }

    /// <summary>a to the power of b.</summary>
    public static bool TryPower(double a, double b, out double result)
    {
        result = Math.Pow(a, b);
        return IsMeant(result, a, b);
    }

    /// <summary>The square root.</summary>
    public static bool TrySquareRoot(double a, out double result)
    {
        result = Math.Sqrt(a);
        return IsMeant(result, a, 1);
    }

    /// <summary>-1, 0 or 1; NaN of NaN.</summary>
    public static double Sign(double a) => double.IsNaN(a) ? a : Math.Sign(a);

    /// <summary>a rounded, half away from zero as its shortest text reads, to 0 to 15 digits after the point.</summary>
    public static double Round(double a, int digits)
    {
        // From 2^52 on a double has no digits after the point.
        if (!(Math.Abs(a) < 4503599627370496d) || !TryToDecimal(a, 38, digits, out var rounded))
        {
            return a;
        }

        return FromDecimal(rounded, digits);
    }

    /// <summary>The whole part as a BIGINT.</summary>
    public static bool TryToInteger(double value, out long result)
    {
        // 2^63 itself is a double but no BIGINT; NaN fails both comparisons.
        var fits = value is >= -9223372036854775808d and < 9223372036854775808d;
        result = fits ? (long)value : 0;
        return fits;
    }

    /// <summary>
    /// A double as a decimal: its shortest text that reads back as the same double, rounded half away from zero.
    /// </summary>
    public static bool TryToDecimal(double value, int precision, int scale, out Int128 result)
    {
        // A number of at most 15 digits has one double, and that double's shortest text is the number: when the scaled
        // value is whole and divides back exactly, it is what the text would say, without making the text.
        if (scale < Powers.Length)
        {
            var scaled = Math.Round(value * Powers[scale]);
            if (Math.Abs(scaled) < 1e15 && scaled / Powers[scale] == value)
            {
                result = (long)scaled;
                return DecimalMath.Fits(result, precision);
            }
        }

        return TryToDecimalByText(value, precision, scale, out result);
    }

    /// <summary>The double nearest to a decimal.</summary>
    public static double FromDecimal(Int128 unscaled, int scale)
    {
        // Both numbers are exact doubles, so that the one division rounds correctly.
        if (scale < Powers.Length && unscaled is var small && small > -(1L << 53) && small < 1L << 53)
        {
            return (long)small / Powers[scale];
        }

        return double.Parse(DecimalMath.Format(unscaled, scale), CultureInfo.InvariantCulture);
    }

    /// <summary>The bits to store: one zero and one NaN, so that equal values have equal words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToWord(double value) =>
        BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value + 0.0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryToDecimalByText(double value, int precision, int scale, out Int128 result)
    {
        result = 0;
        Span<char> text = stackalloc char[32];
        return double.IsFinite(value)
            && value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            && DecimalMath.TryParse(text[..length], precision, scale, out result);
    }

    private static bool IsMeant(double result, double a, double b) =>
        double.IsFinite(result) || !double.IsFinite(a) || !double.IsFinite(b);
}
