using System.Globalization;
using CdcAnalytics.Seeder.TripFiles;
using CdcAnalytics.Seeder.Trips;

namespace CdcAnalytics.Seeder.Loading;

/// <summary>Turns a value of a trip file into what the table holds, or says why it cannot.</summary>
internal static class TripValue
{
    /// <summary>The largest amount of <c>numeric(10,2)</c>, in cents.</summary>
    private const long MaxCents = 9_999_999_999;

    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private static readonly long MinMicroseconds =
        (DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond;
    private static readonly long MaxMicroseconds =
        (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond;

    /// <summary>Converts a value that is not NULL.</summary>
    /// <param name="column">Where it comes from.</param>
    /// <param name="bits">The file's bits.</param>
    /// <param name="texts">Distinct texts of the column.</param>
    /// <param name="value">
    /// The whole number; cents; microseconds since 1970-01-01 00:00; the bits of the double; the index of the text.
    /// </param>
    /// <returns>Null when it fits; else what is wrong with it, after the column's name.</returns>
    public static string? Convert(TripFileColumn column, long bits, IReadOnlyList<string> texts, out long value)
    {
        value = bits;
        return column.Target.Kind switch
        {
            TripColumnKind.WholeNumber => ConvertWholeNumber(column.Kind, bits, out value),
            TripColumnKind.Timestamp => ConvertTime(column, bits, out value),
            TripColumnKind.Number => ConvertNumber(column.Kind, bits, out value),
            TripColumnKind.Money => ConvertMoney(column.Kind, bits, out value),
            _ => texts[(int)bits].Contains('\0', StringComparison.Ordinal) ? "holds a NUL character" : null,
        };
    }

    /// <summary>
    /// Cents of an amount in dollars, rounded half away from zero; null when <c>numeric(10,2)</c> does not hold it.
    /// </summary>
    /// <remarks>
    /// A file's double stands for the decimal it prints as (15 digits): 1.005 is a half and becomes 1.01, although the
    /// double lies a little below it.
    /// </remarks>
    public static long? ToCents(double dollars)
    {
        if (!(Math.Abs(dollars) < 100_000_001))
        {
            return null;
        }

        var exact = dollars * 100;
        var nearest = Math.Round(exact);
        var cents = Math.Abs(exact - nearest) < 0.001
            ? (long)nearest
            : (long)(decimal.Round((decimal)dollars, 2, MidpointRounding.AwayFromZero) * 100);
        return Math.Abs(cents) <= MaxCents ? cents : null;
    }

    /// <summary>The time, without a zone.</summary>
    public static DateTime FromMicroseconds(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + microseconds * TicksPerMicrosecond, DateTimeKind.Unspecified);

    private static string? ConvertWholeNumber(FileValueKind kind, long bits, out long value)
    {
        value = bits;
        if (kind == FileValueKind.Real)
        {
            var real = BitConverter.Int64BitsToDouble(bits);
            if (!(Math.Abs(real) <= 1L << 53) || Math.Truncate(real) != real)
            {
                return $"is {Shown(real)}; expected a whole number";
            }

            value = (long)real;
        }

        return value is >= int.MinValue and <= int.MaxValue ? null : $"is {value}; expected a whole number of 32 bits";
    }

    private static string? ConvertTime(TripFileColumn column, long bits, out long value)
    {
        const long microsecondsPerSecond = 1_000_000;
        var unitsPerSecond = column.UnitsPerSecond ?? microsecondsPerSecond;
        if (unitsPerSecond > microsecondsPerSecond)
        {
            // What is finer than a microsecond goes: towards the past, also before 1970.
            var divisor = unitsPerSecond / microsecondsPerSecond;
            value = bits / divisor - (bits % divisor < 0 ? 1 : 0);
        }
        else
        {
            var wide = (Int128)bits * (microsecondsPerSecond / unitsPerSecond);
            value = wide > long.MaxValue ? long.MaxValue : wide < long.MinValue ? long.MinValue : (long)wide;
        }

        return value >= MinMicroseconds && value <= MaxMicroseconds
            ? null
            : $"is {bits} ({1_000_000_000 / unitsPerSecond} ns each since 1970); expected a time in the years 1 "
                + "to 9999";
    }

    private static string? ConvertNumber(FileValueKind kind, long bits, out long value)
    {
        var real = ToReal(kind, bits);
        value = BitConverter.DoubleToInt64Bits(real);
        return double.IsFinite(real) ? null : $"is {Shown(real)}; expected a finite number";
    }

    private static string? ConvertMoney(FileValueKind kind, long bits, out long value)
    {
        var real = ToReal(kind, bits);
        var cents = ToCents(real);
        value = cents ?? 0;
        return cents is not null
            ? null
            : $"is {Shown(real)}; expected an amount between -99999999.99 and 99999999.99";
    }

    private static double ToReal(FileValueKind kind, long bits) =>
        kind == FileValueKind.Real ? BitConverter.Int64BitsToDouble(bits) : bits;

    private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
