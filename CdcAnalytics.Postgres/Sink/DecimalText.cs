using System.Globalization;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>Decimals as text, exact to the 38th digit; <see cref="decimal"/> holds only 28.</summary>
internal static class DecimalText
{
    // 38 digits, a leading zero, the point and the sign.
    private const int MaxLength = 41;

    /// <summary>The value <paramref name="unscaled"/> / 10^<paramref name="scale"/>, all its digits written.</summary>
    public static string Format(Int128 unscaled, int scale)
    {
        Span<char> digits = stackalloc char[MaxLength];
        if (!Int128.Abs(unscaled).TryFormat(digits, out var count, default, CultureInfo.InvariantCulture))
        {
            throw new ArgumentOutOfRangeException(nameof(unscaled), unscaled, "A decimal has at most 38 digits.");
        }

        Span<char> text = stackalloc char[MaxLength];
        var length = 0;
        if (Int128.IsNegative(unscaled))
        {
            text[length++] = '-';
        }

        for (var place = Math.Max(count, scale + 1); place > 0; place--)
        {
            if (place == scale)
            {
                text[length++] = '.';
            }

            text[length++] = place > count ? '0' : digits[count - place];
        }

        return new string(text[..length]);
    }
}
