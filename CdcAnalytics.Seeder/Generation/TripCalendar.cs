namespace CdcAnalytics.Seeder.Generation;

/// <summary>
/// Which hour a trip's number falls into: trips come hour by hour, more in the evening, few before dawn.
/// </summary>
internal sealed class TripCalendar
{
    /// <summary>Share of the trips without details; they come in a block at the end of a period.</summary>
    private const double BlockShare = 0.047;

    /// <summary>Years of hours; bounds the table a huge period makes.</summary>
    private const int MaxHours = 24 * 366 * 50;

    /// <summary>Percent of a day's pickups in each hour.</summary>
    private static readonly double[] HourPercents =
    [
        2.8, 1.8, 1.4, 1.4, 0.6, 0.5, 1.4, 2.8, 3.8, 4.1, 4.4, 4.4,
        4.5, 5.2, 5.2, 5.5, 5.9, 6.9, 8.0, 6.1, 6.6, 6.2, 6.3, 4.4,
    ];

    private static readonly double HourPercentSum = HourPercents.Sum();

    private readonly DateTime _start;
    private readonly long _mainTrips;
    private readonly long _blockTrips;

    /// <summary>
    /// Trips of the period's main part that come before each hour; one entry more than there are hours.
    /// </summary>
    private readonly List<long> _tripsBeforeHour = [0];

    public TripCalendar(TripGeneratorOptions options)
    {
        _start = options.Start.Date.AddHours(options.Start.Hour);
        var periodTrips = options.PeriodTrips ?? 24L * options.TripsPerHour;
        _blockTrips = (long)(periodTrips * BlockShare);
        _mainTrips = periodTrips - _blockTrips;
        var expected = 0.0;
        for (var hour = 0; _tripsBeforeHour[^1] < _mainTrips; hour++)
        {
            if (hour == MaxHours)
            {
                throw new ArgumentException(
                    "The period has more than fifty years at this number of trips an hour.", nameof(options));
            }

            var percent = HourPercents[(_start.Hour + hour) % 24];
            expected += options.TripsPerHour * 24 * (1 - BlockShare) * percent / HourPercentSum;
            // The sum of a day's hours may fall short of the day by a rounding error; that must not make a 25th hour.
            var before = (long)Math.Round(expected);
            _tripsBeforeHour.Add(_mainTrips - before <= 1 ? _mainTrips : before);
        }
    }

    /// <summary>The hour in whose batch a trip arrives, and whether it belongs to the block without details.</summary>
    public (DateTime Hour, bool IsInBlock) Place(long number)
    {
        var period = Math.DivRem(number, _mainTrips + _blockTrips, out var rank);
        var isInBlock = rank >= _mainTrips;
        var mainRank = isInBlock ? (long)((Int128)(rank - _mainTrips) * _mainTrips / _blockTrips) : rank;
        var found = _tripsBeforeHour.BinarySearch(mainRank);
        // Several hours may begin at the same rank when they are empty; the last of them has the trip.
        var hour = found >= 0 ? found : ~found - 1;
        while (_tripsBeforeHour[hour + 1] <= mainRank)
        {
            hour++;
        }

        return (_start.AddHours(period * PeriodHours + hour), isInBlock);
    }

    /// <summary>The latest hour in whose batch this trip or one before it arrives.</summary>
    public DateTime NewestHour(long number)
    {
        var (hour, isInBlock) = Place(number);
        var period = number / (_mainTrips + _blockTrips);
        return isInBlock ? _start.AddHours((period + 1) * PeriodHours - 1) : hour;
    }

    private int PeriodHours => _tripsBeforeHour.Count - 1;
}
