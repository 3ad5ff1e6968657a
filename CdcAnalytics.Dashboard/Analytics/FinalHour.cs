namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>The final result of one event hour, over the zones that have one.</summary>
internal sealed record FinalHour(
    DateTime Hour, long Zones, long Trips, decimal Revenue, long TripsCorrectedSinceFinal)
{
    /// <summary>The live total with this final result beside it.</summary>
    public HourTotal AddTo(HourTotal live) => live with
    {
        IsFinal = true,
        FinalZones = Zones,
        FinalTrips = Trips,
        FinalRevenue = Revenue,
        TripsCorrectedSinceFinal = TripsCorrectedSinceFinal,
    };
}
