namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>Trips from one borough to another in an hour.</summary>
/// <param name="From">Pickup borough.</param>
/// <param name="To">Drop-off borough.</param>
/// <param name="Trips">Trips.</param>
/// <param name="Revenue">Total amounts, dollars.</param>
public sealed record BoroughFlow(string From, string To, long Trips, decimal? Revenue);
