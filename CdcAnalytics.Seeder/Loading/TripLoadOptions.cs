namespace CdcAnalytics.Seeder.Loading;

/// <summary>How a trip file is loaded.</summary>
public sealed record TripLoadOptions
{
    /// <summary>Rows a second; null to one million; default null, as fast as binary COPY goes.</summary>
    public double? RowsPerSecond { get; init; }
}
