using CdcAnalytics.Sql.Parsing;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>
/// The calendar (proleptic Gregorian) on microseconds and days since 1970-01-01; it reaches as far as the numbers do.
/// </summary>
internal static class TimeMath
{
    private const long Day = TimeText.MicrosecondsPerDay;

    // 1970-01-01 was a Thursday; weeks begin on Sunday, as Flink's FLOOR(t TO WEEK) does.
    private const long FirstSunday = 3;

    /// <summary>The greatest multiple of a length not above a time, counted from an offset.</summary>
    public static long FloorTo(long time, long length, long offset)
    {
        var remainder = (time - offset) % length;
        return time - (remainder < 0 ? remainder + length : remainder);
    }

    /// <summary>The beginning of the unit a day lies in.</summary>
    public static long FloorDay(long days, TimeUnit unit)
    {
        if (unit == TimeUnit.Day)
        {
            return days;
        }

        if (unit == TimeUnit.Week)
        {
            return FloorTo(days, 7, FirstSunday);
        }

        var (year, month, _) = ToCivil(days);
        return unit switch
        {
            TimeUnit.Month => FromCivil(year, month, 1),
            TimeUnit.Quarter => FromCivil(year, ((month - 1) / 3 * 3) + 1, 1),
            _ => FromCivil(year, 1, 1),
        };
    }

    /// <summary>The beginning of the unit a time lies in.</summary>
    public static long FloorTime(long time, TimeUnit unit) => unit switch
    {
        TimeUnit.Day or TimeUnit.Hour or TimeUnit.Minute or TimeUnit.Second =>
            FloorTo(time, LiteralParser.UnitLength(unit), 0),
        _ => FloorDay(ToDays(time), unit) * Day,
    };

    /// <summary>The beginning of the next unit, or the day itself when it is one's beginning.</summary>
    public static long CeilDay(long days, TimeUnit unit)
    {
        var floor = FloorDay(days, unit);
        return floor == days ? days : NextDay(floor, unit);
    }

    /// <summary>The beginning of the next unit, or the time itself when it is one's beginning.</summary>
    public static long CeilTime(long time, TimeUnit unit)
    {
        var floor = FloorTime(time, unit);
        return floor == time ? time
            : unit is TimeUnit.Day or TimeUnit.Hour or TimeUnit.Minute or TimeUnit.Second
                ? floor + LiteralParser.UnitLength(unit)
                : NextDay(ToDays(floor), unit) * Day;
    }

    /// <summary>The day a time lies in.</summary>
    public static long ToDays(long time) => FloorTo(time, Day, 0) / Day;

    /// <summary>A part of a time.</summary>
    public static long Extract(long time, TimeUnit unit)
    {
        var inDay = time - FloorTo(time, Day, 0);
        return unit switch
        {
            TimeUnit.Hour => inDay / 3_600_000_000,
            TimeUnit.Minute => inDay / 60_000_000 % 60,
            TimeUnit.Second => inDay / 1_000_000 % 60,
            _ => ExtractDay(ToDays(time), unit),
        };
    }

    /// <summary>A part of a date.</summary>
    public static long ExtractDay(long days, TimeUnit unit)
    {
        var (year, month, day) = ToCivil(days);
        return unit switch
        {
            TimeUnit.Year => year,
            TimeUnit.Quarter => ((month - 1) / 3) + 1,
            TimeUnit.Month => month,
            TimeUnit.Week => IsoWeek(days),
            TimeUnit.Day => day,
            TimeUnit.DayOfWeek => days - FloorTo(days, 7, FirstSunday) + 1,
            TimeUnit.DayOfYear => days - FromCivil(year, 1, 1) + 1,
            _ => 0,
        };
    }

    /// <summary>
    /// Whole units from one time to another, truncated toward zero. As in Flink, both are cut to milliseconds first.
    /// </summary>
    public static bool TryDifference(long from, long to, TimeUnit unit, out int result)
    {
        result = 0;
        if (unit is TimeUnit.Month or TimeUnit.Quarter or TimeUnit.Year)
        {
            return IntegerMath.TryNarrow(MonthsBetween(from, to) / LiteralParser.UnitLength(unit), out result);
        }

        return IntegerMath.TrySubtract(FloorTo(to, 1000, 0), FloorTo(from, 1000, 0), out var length)
            && IntegerMath.TryNarrow(length / LiteralParser.UnitLength(unit), out result);
    }

    /// <summary>A time some months on; a day the month does not have becomes its last.</summary>
    public static bool TryAddMonths(long time, long months, out long result)
    {
        result = 0;
        var days = ToDays(time);
        return TryAddMonthsToDay(days, months, out var moved)
            && IntegerMath.TryMultiply(moved, Day, out var midnight)
            && IntegerMath.TryAdd(midnight, time - (days * Day), out result);
    }

    /// <summary>A date some months on; a day the month does not have becomes its last.</summary>
    public static bool TryAddMonthsToDay(long days, long months, out long result)
    {
        result = 0;
        if (months is < -1_000_000 or > 1_000_000)
        {
            return false;
        }

        var (year, month, day) = ToCivil(days);
        var total = (year * 12) + month - 1 + months;
        var newYear = FloorTo(total, 12, 0) / 12;
        var newMonth = (int)(total - (newYear * 12)) + 1;
        var next = newMonth == 12 ? FromCivil(newYear + 1, 1, 1) : FromCivil(newYear, newMonth + 1, 1);
        result = Math.Min(FromCivil(newYear, newMonth, day), next - 1);
        return true;
    }

    private static long MonthsBetween(long from, long to)
    {
        if (to < from)
        {
            return -MonthsBetween(to, from);
        }

        var (fromYear, fromMonth, _) = ToCivil(ToDays(from));
        var (toYear, toMonth, _) = ToCivil(ToDays(to));
        var months = ((toYear - fromYear) * 12) + toMonth - fromMonth;
        return TryAddMonths(from, months, out var moved) && moved > to ? months - 1 : months;
    }

    private static long NextDay(long floor, TimeUnit unit)
    {
        if (unit is TimeUnit.Day or TimeUnit.Week)
        {
            return floor + (unit == TimeUnit.Day ? 1 : 7);
        }

        TryAddMonthsToDay(floor, LiteralParser.UnitLength(unit), out var next);
        return next;
    }

    private static long IsoWeek(long days)
    {
        // The ISO week belongs to the year its Thursday lies in; day 4 (a Monday) begins a week.
        var thursday = FloorTo(days, 7, 4) + 3;
        var (year, _, _) = ToCivil(thursday);
        return ((thursday - FromCivil(year, 1, 1)) / 7) + 1;
    }

    /// <summary>Days since 1970-01-01 of a date. The year is counted from March, so that a leap day ends it.</summary>
    private static long FromCivil(long year, int month, int day)
    {
        var shifted = month > 2 ? year : year - 1;
        var era = FloorTo(shifted, 400, 0) / 400;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }

    private static (long Year, int Month, int Day) ToCivil(long days)
    {
        var shifted = days + 719_468;
        var era = FloorTo(shifted, 146_097, 0) / 146_097;
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var day = (int)(dayOfYear - (((153 * monthFromMarch) + 2) / 5)) + 1;
        var month = (int)(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }
}
