namespace CdcAnalytics.Seeder.Generation;

/// <summary>What decides every made-up trip: the same options and number give the same trip.</summary>
public sealed record TripGeneratorOptions
{
    /// <summary>Trips an hour in 2024-01, averaged over the day.</summary>
    public const int DefaultTripsPerHour = 3_985;

    /// <summary>Any number; default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The hour of the first trip; minutes are dropped. Default 2024-01-01 00:00.</summary>
    public DateTime Start { get; init; } = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Trips an hour, averaged over the day; 1 to 100,000; default 3,985.</summary>
    public int TripsPerHour { get; init; } = DefaultTripsPerHour;

    /// <summary>
    /// Trips of a period, at whose end the block without details starts again at the period's first hour; 100 to
    /// 1,000,000,000; default null, a day's trips.
    /// </summary>
    public long? PeriodTrips { get; init; }
}
