namespace CdcAnalytics.Seeder.Live;

/// <summary>How far the stream is, after each transaction.</summary>
/// <param name="TripsInserted">By this run.</param>
/// <param name="TripsUpdated">Corrections by this run that changed a trip.</param>
/// <param name="TripsDeleted">Trips that this run deleted.</param>
/// <param name="NewestHour">The latest event hour that trips have come from.</param>
/// <param name="HistoryTripsLeft">Trips until the burst of history is over.</param>
public sealed record LiveTripsProgress(
    long TripsInserted, long TripsUpdated, long TripsDeleted, DateTime NewestHour, long HistoryTripsLeft);
