using System.Globalization;
using System.Numerics;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>
/// Decimal arithmetic on unscaled values, exact until one rounding, half away from zero, to the result's scale. Each
/// operation says whether the result has no more digits than its type.
/// </summary>
internal static class DecimalMath
{
    private const int MaximumPrecision = 38;

    private static readonly Int128[] Powers = PowersOfTen();

    /// <summary>Whether a value has at most that many digits.</summary>
    public static bool Fits(Int128 value, int precision) => value < Powers[precision] && value > -Powers[precision];

    /// <summary>The value with another number of digits after the point.</summary>
    public static bool TryRescale(Int128 value, int from, int to, int precision, out Int128 result)
    {
        if (from == to)
        {
            result = value;
        }
        else if (to > from)
        {
            result = 0;
            if (value == 0)
            {
                return true;
            }

            if (to - from > MaximumPrecision || !Fits(value, MaximumPrecision - (to - from)))
            {
                return false;
            }

            result = value * Powers[to - from];
        }
        else
        {
            result = from - to > MaximumPrecision ? 0 : RoundedQuotient(value, Powers[from - to]);
        }

        return Fits(result, precision);
    }

    /// <summary>a + b.</summary>
    public static bool TryAdd(Int128 a, int scaleA, Int128 b, int scaleB, int precision, int scale, out Int128 result)
    {
        if (scaleA == scale && scaleB == scale && Fits(a, MaximumPrecision - 1) && Fits(b, MaximumPrecision - 1))
        {
            result = a + b;
            return Fits(result, precision);
        }

        var widest = Math.Max(scaleA, scaleB);
        return TryNarrow(Widen(a, scaleA, widest) + Widen(b, scaleB, widest), widest, precision, scale, out result);
    }

    /// <summary>a - b.</summary>
    public static bool TrySubtract(
        Int128 a, int scaleA, Int128 b, int scaleB, int precision, int scale, out Int128 result) =>
        TryAdd(a, scaleA, -b, scaleB, precision, scale, out result);

    /// <summary>a * b.</summary>
    public static bool TryMultiply(
        Int128 a, int scaleA, Int128 b, int scaleB, int precision, int scale, out Int128 result)
    {
        if (scaleA + scaleB == scale && IsLong(a) && IsLong(b))
        {
            var high = Math.BigMul((long)a, (long)b, out var low);
            result = new Int128((ulong)high, (ulong)low);
            return Fits(result, precision);
        }

        return TryNarrow((BigInteger)a * b, scaleA + scaleB, precision, scale, out result);
    }

    /// <summary>a / b; b is not zero.</summary>
    public static bool TryDivide(
        Int128 a, int scaleA, Int128 b, int scaleB, int precision, int scale, out Int128 result)
    {
        var shift = scale - scaleA + scaleB;
        if (shift >= 0 && shift < MaximumPrecision && Fits(a, MaximumPrecision - shift))
        {
            result = RoundedQuotient(a * Powers[shift], b);
            return Fits(result, precision);
        }

        var dividend = shift >= 0 ? a * BigInteger.Pow(10, shift) : a;
        var divisor = shift >= 0 ? b : b * BigInteger.Pow(10, -shift);
        return TryFit(RoundedQuotient(dividend, divisor), precision, out result);
    }

    /// <summary>The remainder of a / b with a's sign; b is not zero.</summary>
    public static bool TryModulo(
        Int128 a, int scaleA, Int128 b, int scaleB, int precision, int scale, out Int128 result)
    {
        var widest = Math.Max(scaleA, scaleB);
        var remainder = BigInteger.Remainder(Widen(a, scaleA, widest), Widen(b, scaleB, widest));
        return TryNarrow(remainder, widest, precision, scale, out result);
    }

    /// <summary>Negative, zero or positive as a is less than, equal to or greater than b.</summary>
    public static int Compare(Int128 a, int scaleA, Int128 b, int scaleB)
    {
        if (scaleA == scaleB)
        {
            return a.CompareTo(b);
        }

        var difference = Math.Abs(scaleA - scaleB);
        if (scaleA < scaleB && Fits(a, MaximumPrecision - difference))
        {
            return (a * Powers[difference]).CompareTo(b);
        }

        if (scaleA > scaleB && Fits(b, MaximumPrecision - difference))
        {
            return a.CompareTo(b * Powers[difference]);
        }

        var widest = Math.Max(scaleA, scaleB);
        return Widen(a, scaleA, widest).CompareTo(Widen(b, scaleB, widest));
    }

    /// <summary>
    /// a rounded to some digits after the point (before it, if negative), in a type of the scale given.
    /// </summary>
    public static bool TryRound(Int128 a, int scaleA, int digits, int precision, int scale, out Int128 result)
    {
        if (digits >= 0)
        {
            return TryRescale(a, scaleA, digits, MaximumPrecision, out result)
                && TryRescale(result, digits, scale, precision, out result);
        }

        return TryRescale(a, scaleA, digits, MaximumPrecision, out result)
            && TryRescale(result, digits, 0, precision, out result);
    }

    /// <summary>The greatest whole number not above a.</summary>
    public static Int128 Floor(Int128 a, int scale)
    {
        var (quotient, remainder) = Int128.DivRem(a, Powers[scale]);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The least whole number not below a.</summary>
    public static Int128 Ceiling(Int128 a, int scale) => -Floor(-a, scale);

    /// <summary>-1, 0 or 1 in a type of the scale given.</summary>
    public static bool TrySign(Int128 a, int precision, int scale, out Int128 result) =>
        TryRescale(Int128.Sign(a), 0, scale, precision, out result);

    /// <summary>A decimal's whole part as a BIGINT.</summary>
    public static bool TryToInteger(Int128 a, int scale, out long result)
    {
        var whole = a / Powers[scale];
        result = unchecked((long)whole);
        return whole == result;
    }

    /// <summary>The value's digits: <c>-12.50</c>.</summary>
    public static string Format(Int128 value, int scale)
    {
        var digits = Int128.Abs(value).ToString(CultureInfo.InvariantCulture);
        if (scale > 0)
        {
            digits = digits.PadLeft(scale + 1, '0').Insert(Math.Max(digits.Length, scale + 1) - scale, ".");
        }

        return value < 0 ? "-" + digits : digits;
    }

    /// <summary>Reads <c>-12.50</c> or <c>1.25E1</c>, rounded to the scale; white space around it is allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int precision, int scale, out Int128 result)
    {
        result = 0;
        text = text.Trim();
        var exponent = 0;
        var mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!int.TryParse(
                text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || exponent is < -400 or > 400)
            {
                return false;
            }

            text = text[..mark];
        }

        var point = text.IndexOf('.');
        var digits = point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]);
        var written = (point < 0 ? 0 : text.Length - point - 1) - exponent;
        return digits.Length <= 1000
            && BigInteger.TryParse(
                digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled)
            && TryNarrow(
                written < 0 ? unscaled * BigInteger.Pow(10, -written) : unscaled,
                Math.Max(written, 0),
                precision,
                scale,
                out result);
    }

    /// <summary>An unscaled value of another scale, when it has at most that many digits.</summary>
    private static bool TryNarrow(BigInteger value, int from, int precision, int scale, out Int128 result) =>
        TryFit(
            scale >= from
                ? value * BigInteger.Pow(10, scale - from)
                : RoundedQuotient(value, BigInteger.Pow(10, from - scale)),
            precision,
            out result);

    private static bool TryFit(BigInteger value, int precision, out Int128 result)
    {
        var fits = BigInteger.Abs(value) < Powers[precision];
        result = fits ? (Int128)value : 0;
        return fits;
    }

    private static BigInteger Widen(Int128 value, int from, int to) => value * BigInteger.Pow(10, to - from);

    private static bool IsLong(Int128 value) => value == (long)value;

    /// <summary>a / b, rounded half away from zero.</summary>
    private static Int128 RoundedQuotient(Int128 a, Int128 b)
    {
        // Most money is of one word: the processor divides that itself.
        if (IsLong(a) && IsLong(b) && a != long.MinValue)
        {
            var (short64, rest64) = Math.DivRem((long)a, (long)b);
            return Int128.Abs(rest64) * 2 < Int128.Abs(b) ? short64 : short64 + (a < 0 == b < 0 ? 1 : -1);
        }

        var (quotient, remainder) = Int128.DivRem(a, b);
        return Int128.Abs(remainder) < Int128.Abs(b) - Int128.Abs(remainder)
            ? quotient
            : quotient + (a < 0 == b < 0 ? 1 : -1);
    }

    private static BigInteger RoundedQuotient(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return BigInteger.Abs(remainder) * 2 < BigInteger.Abs(b)
            ? quotient
            : quotient + (a.Sign == b.Sign ? 1 : -1);
    }

    private static Int128[] PowersOfTen()
    {
        var powers = new Int128[MaximumPrecision + 1];
        powers[0] = 1;
        for (var index = 1; index < powers.Length; index++)
        {
            powers[index] = powers[index - 1] * 10;
        }

        return powers;
    }
}
