using System.Buffers.Binary;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads a numeric's binary format exactly. Four Int16: number of digits, weight of the first digit, sign, display
/// scale; then the digits in base 10,000. <c>12.50</c> is <c>00 02 | 00 00 | 00 00 | 00 02 | 00 0C | 13 88</c>.
/// </summary>
internal static class NumericDecoder
{
    private const int HeaderLength = 8;
    private const int DigitsPerGroup = 4;
    private const int Base = 10_000;
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    // A long holds every number of that many digits.
    private const int LongDigits = 18;

    /// <summary>Reads the value times ten to the scale.</summary>
    /// <returns>Null when it was read; otherwise what does not fit.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes, int precision, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var groups = BinaryPrimitives.ReadInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        switch (sign)
        {
            case NotANumber:
                return "is NaN";
            case PositiveInfinity:
                return "is Infinity";
            case NegativeInfinity:
                return "is -Infinity";
        }

        if (groups == 0)
        {
            return null;
        }

        // Postgres never sends a leading zero group, so the first one tells how many digits the result has.
        var digits = bytes.Slice(HeaderLength, groups * sizeof(short));
        var first = BinaryPrimitives.ReadUInt16BigEndian(digits);
        var length = (DigitsPerGroup * weight) + DigitCount(first) + scale;
        if (length > precision)
        {
            return "has too many digits before the point";
        }

        var read = length <= LongDigits
            ? Sum(digits, weight, scale, out unscaled)
            : SumLarge(digits, weight, scale, out unscaled);
        if (!read)
        {
            return "has too many digits after the point";
        }

        if (sign == Negative)
        {
            unscaled = -unscaled;
        }

        return null;
    }

    private static bool Sum(ReadOnlySpan<byte> digits, int weight, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        long sum = 0;
        var exponent = (DigitsPerGroup * weight) + scale;
        for (; digits.Length > 0; digits = digits[2..], exponent -= DigitsPerGroup)
        {
            int digit = BinaryPrimitives.ReadUInt16BigEndian(digits);
            if (exponent >= 0)
            {
                sum = (sum * Base) + digit;
            }
            else if (!Shift(ref sum, digit, exponent))
            {
                return false;
            }
        }

        for (exponent += DigitsPerGroup; exponent > 0; exponent--)
        {
            sum *= 10;
        }

        unscaled = sum;
        return true;
    }

    // The last group may reach beyond the scale: 1.5 at scale 2 is the groups 1 and 5000, of which 50 count.
    private static bool Shift(ref long sum, int digit, int exponent)
    {
        if (exponent <= -DigitsPerGroup)
        {
            return digit == 0;
        }

        var divisor = (int)PowerOfTen(-exponent);
        sum = (sum * PowerOfTen(DigitsPerGroup + exponent)) + (digit / divisor);
        return digit % divisor == 0;
    }

    private static bool SumLarge(ReadOnlySpan<byte> digits, int weight, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var exponent = (DigitsPerGroup * weight) + scale;
        for (; digits.Length > 0; digits = digits[2..], exponent -= DigitsPerGroup)
        {
            int digit = BinaryPrimitives.ReadUInt16BigEndian(digits);
            if (exponent >= 0)
            {
                unscaled = (unscaled * Base) + digit;
                continue;
            }

            long rest = 0;
            if (!Shift(ref rest, digit, exponent))
            {
                return false;
            }

            if (exponent > -DigitsPerGroup)
            {
                unscaled = (unscaled * PowerOfTen(DigitsPerGroup + exponent)) + rest;
            }
        }

        for (exponent += DigitsPerGroup; exponent > 0; exponent--)
        {
            unscaled *= 10;
        }

        return true;
    }

    private static int DigitCount(int group) => group switch
    {
        >= 1000 => 4,
        >= 100 => 3,
        >= 10 => 2,
        _ => 1,
    };

    private static long PowerOfTen(int exponent) => exponent switch
    {
        0 => 1,
        1 => 10,
        2 => 100,
        3 => 1000,
        _ => Base,
    };
}
