using System.Globalization;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>
/// Times and dates from and to text, as Flink and Postgres write them: <c>2024-01-01 00:57:55.123456</c>.
/// </summary>
internal static class TimeText
{
    /// <summary>Microseconds in a day.</summary>
    public const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>The first instant of year 1, in microseconds since 1970-01-01.</summary>
    public const long MinimumMicroseconds = -62_135_596_800_000_000;

    /// <summary>The last instant of year 9999, in microseconds since 1970-01-01.</summary>
    public const long MaximumMicroseconds = 253_402_300_799_999_999;

    private static readonly string[] TimestampForms =
        ["yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <summary>Reads a timestamp; false when the text is none.</summary>
    public static bool TryParseTimestamp(string text, out long microseconds)
    {
        var isTimestamp = DateTime.TryParseExact(
            text, TimestampForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        microseconds = isTimestamp ? (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : 0;
        return isTimestamp;
    }

    /// <summary>Reads a date; false when the text is none.</summary>
    public static bool TryParseDate(string text, out long days)
    {
        var isDate = DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        days = isDate ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : 0;
        return isDate;
    }

    /// <summary>A timestamp with exactly as many digits after the second as its type says.</summary>
    public static string FormatTimestamp(long microseconds, int precision)
    {
        var time = ToDateTime(microseconds);
        var form = precision == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss." + new string('f', precision);
        return time.ToString(form, CultureInfo.InvariantCulture);
    }

    /// <summary>A timestamp for messages, which may lie outside the calendar.</summary>
    public static string Describe(long microseconds) => new EventTime(microseconds).ToString();

    /// <summary>A date.</summary>
    public static string FormatDate(long days) =>
        ToDateTime(days * MicrosecondsPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Whether the runtime's calendar reaches the time: years 1 to 9999.</summary>
    public static bool IsInCalendar(long microseconds) =>
        microseconds is >= MinimumMicroseconds and <= MaximumMicroseconds;

    /// <summary>The runtime's form of a time inside its calendar.</summary>
    public static DateTime ToDateTime(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
