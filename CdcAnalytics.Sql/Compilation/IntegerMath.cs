namespace CdcAnalytics.Sql.Compilation;

/// <summary>Whole-number arithmetic that says when a result does not fit, instead of wrapping round.</summary>
internal static class IntegerMath
{
    /// <summary>a + b.</summary>
    public static bool TryAdd(int a, int b, out int result) => TryNarrow((long)a + b, out result);

    /// <summary>a - b.</summary>
    public static bool TrySubtract(int a, int b, out int result) => TryNarrow((long)a - b, out result);

    /// <summary>a * b.</summary>
    public static bool TryMultiply(int a, int b, out int result) => TryNarrow((long)a * b, out result);

    /// <summary>a / b, truncated; b is not zero.</summary>
    public static bool TryDivide(int a, int b, out int result) => TryNarrow((long)a / b, out result);

    /// <summary>The remainder with a's sign; b is not zero.</summary>
    public static bool TryModulo(int a, int b, out int result) => TryNarrow((long)a % b, out result);

    /// <summary>a + b.</summary>
    public static bool TryAdd(long a, long b, out long result)
    {
        result = unchecked(a + b);
        return ((a ^ result) & (b ^ result)) >= 0;
    }

    /// <summary>a - b.</summary>
    public static bool TrySubtract(long a, long b, out long result)
    {
        result = unchecked(a - b);
        return ((a ^ b) & (a ^ result)) >= 0;
    }

    /// <summary>a * b.</summary>
    public static bool TryMultiply(long a, long b, out long result)
    {
        var high = Math.BigMul(a, b, out result);
        return high == result >> 63;
    }

    /// <summary>a / b, truncated; b is not zero.</summary>
    public static bool TryDivide(long a, long b, out long result)
    {
        var fits = a != long.MinValue || b != -1;
        result = fits ? a / b : 0;
        return fits;
    }

    /// <summary>The remainder with a's sign; b is not zero.</summary>
    public static bool TryModulo(long a, long b, out long result)
    {
        result = b == -1 ? 0 : a % b;
        return true;
    }

    /// <summary>-a.</summary>
    public static bool TryNegate(int a, out int result) => TryNarrow(-(long)a, out result);

    /// <summary>-a.</summary>
    public static bool TryNegate(long a, out long result) => TrySubtract(0, a, out result);

    /// <summary>a without its sign.</summary>
    public static bool TryAbsolute(int a, out int result) => TryNarrow(Math.Abs((long)a), out result);

    /// <summary>a without its sign.</summary>
    public static bool TryAbsolute(long a, out long result)
    {
        result = a;
        return a >= 0 || TryNegate(a, out result);
    }

    /// <summary>A BIGINT as an INT.</summary>
    public static bool TryNarrow(long value, out int result)
    {
        result = unchecked((int)value);
        return result == value;
    }

    /// <summary>Rounds half away from zero to a power of ten, as ROUND(x, -n) does.</summary>
    public static bool TryRound(long value, int zeros, out long result)
    {
        var fits = DecimalMath.TryRescale(value, 0, -zeros, 38, out var rounded)
            && DecimalMath.TryRescale(rounded, -zeros, 0, 38, out rounded)
            && rounded >= long.MinValue && rounded <= long.MaxValue;
        result = fits ? (long)rounded : 0;
        return fits;
    }

    /// <summary>Rounds half away from zero to a power of ten, as ROUND(x, -n) does.</summary>
    public static bool TryRound(int value, int zeros, out int result)
    {
        result = 0;
        return TryRound((long)value, zeros, out var rounded) && TryNarrow(rounded, out result);
    }
}
