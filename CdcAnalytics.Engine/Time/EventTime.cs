using System.Globalization;
using System.Numerics;

namespace CdcAnalytics.Engine.Time;

/// <summary>
/// When the thing happened, from the row itself: microseconds since 1970-01-01 00:00 of the row's own clock.
/// </summary>
/// <param name="Microseconds">Microseconds since 1970-01-01 00:00; negative before it.</param>
public readonly record struct EventTime(long Microseconds)
    : IComparable<EventTime>, IComparisonOperators<EventTime, EventTime, bool>
{
    /// <summary>Microseconds in one <see cref="TimeSpan"/> tick are a tenth; this is ticks in a microsecond.</summary>
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc/>
    public int CompareTo(EventTime other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>ISO form without a zone, as <c>timestamp</c> columns are: <c>2024-01-01T00:57:55</c>.</summary>
    /// <remarks>Times outside years 1 to 9999 print as their number of microseconds.</remarks>
    public override string ToString()
    {
        var sinceYearOne = (Int128)Microseconds * TicksPerMicrosecond + DateTime.UnixEpoch.Ticks;
        return sinceYearOne >= 0 && sinceYearOne <= DateTime.MaxValue.Ticks
            ? new DateTime((long)sinceYearOne, DateTimeKind.Unspecified)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Microseconds} µs");
    }

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(EventTime left, EventTime right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(EventTime left, EventTime right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether <paramref name="left"/> is earlier or the same.</summary>
    public static bool operator <=(EventTime left, EventTime right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether <paramref name="left"/> is later or the same.</summary>
    public static bool operator >=(EventTime left, EventTime right) => left.Microseconds >= right.Microseconds;
}
