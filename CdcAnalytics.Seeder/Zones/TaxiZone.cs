namespace CdcAnalytics.Seeder.Zones;

/// <summary>A taxi zone of New York City. Its id is its key: names repeat.</summary>
/// <param name="LocationId">The TLC's number, 1 to 265.</param>
/// <param name="Borough">Borough; "Unknown" and "N/A" are texts like any other.</param>
/// <param name="Zone">Name, not unique.</param>
/// <param name="ServiceZone">Who may pick up there.</param>
/// <param name="Longitude">Degrees east of the zone's middle; null for a zone without a place.</param>
/// <param name="Latitude">Degrees north of the zone's middle; null for a zone without a place.</param>
public sealed record TaxiZone(
    int LocationId, string Borough, string Zone, string ServiceZone, double? Longitude, double? Latitude);
