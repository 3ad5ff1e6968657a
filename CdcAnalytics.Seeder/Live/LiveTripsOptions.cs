namespace CdcAnalytics.Seeder.Live;

/// <summary>What the stream of made-up trips is like.</summary>
public sealed record LiveTripsOptions
{
    /// <summary>Real trips a second; 0.1 to 10,000; default 100.</summary>
    public double TripsPerSecond { get; init; } = 100;

    /// <summary>Corrections for each trip: updates and deletes of earlier ones; 0 to 1; default 0.05.</summary>
    public double CorrectionsShare { get; init; } = 0.05;

    /// <summary>
    /// Event seconds a real second; 1 to 100,000; default 90: at 100 trips a second an event hour lasts 40 s and has
    /// the 4,000 trips of a real one. With the rate it decides the trips of an event hour: 1 to 100,000.
    /// </summary>
    public double EventTimeSpeed { get; init; } = 90;

    /// <summary>Any number; default 1. Another seed goes on at the next event hour with other trips.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Event time of the stream's first trip, ever; default null: after the trips that are in the table, or 2024-01-01.
    /// </summary>
    public DateTime? Start { get; init; }

    /// <summary>
    /// Trips that are put in as fast as COPY goes before the stream begins, counted over all runs; 0 to 100,000,000;
    /// default 0.
    /// </summary>
    public long HistoryTrips { get; init; }

    /// <summary>Throws for a value out of its range.</summary>
    /// <exception cref="SeederException">Names the setting, its value and its range.</exception>
    internal int CheckedTripsPerHour()
    {
        Check(TripsPerSecond, 0.1, 10_000, "trips a second");
        Check(CorrectionsShare, 0, 1, "corrections for each trip");
        Check(EventTimeSpeed, 1, 100_000, "event seconds a real second");
        Check(HistoryTrips, 0, 100_000_000, "trips of history");
        var tripsPerHour = TripsPerSecond * 3_600 / EventTimeSpeed;
        Check(tripsPerHour, 1, 100_000, "trips an event hour (trips a second × 3600 / event-time speed)");
        return (int)Math.Round(tripsPerHour);
    }

    private static void Check(double value, double minimum, double maximum, string what)
    {
        if (!(value >= minimum && value <= maximum))
        {
            throw new SeederException(
                $"The live stream has {value:#,0.##} {what}; expected {minimum:#,0.##} to {maximum:#,0.##}.");
        }
    }
}
