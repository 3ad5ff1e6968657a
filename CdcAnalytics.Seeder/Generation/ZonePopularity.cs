using CdcAnalytics.Seeder.Zones;

namespace CdcAnalytics.Seeder.Generation;

/// <summary>How often each zone is where a trip begins or ends.</summary>
internal sealed class ZonePopularity
{
    private const double MilesPerDegreeOfLatitude = 69.0;

    /// <summary>A degree of longitude at New York's latitude.</summary>
    private const double MilesPerDegreeOfLongitude = 52.4;

    /// <summary>Streets are longer than the line through the air.</summary>
    private const double StreetFactor = 1.3;

    /// <summary>Percent of the pickups in the busiest zones, as measured.</summary>
    private static readonly Dictionary<int, double> Measured = new()
    {
        [236] = 5.0, [237] = 4.5, [161] = 4.5, [132] = 3.5, [186] = 3.2,
    };

    private readonly IReadOnlyList<TaxiZone> _zones = ZoneFile.BuiltIn;
    private readonly double[] _cumulative;
    private readonly double _sum;

    public ZonePopularity()
    {
        _cumulative = new double[_zones.Count];
        for (var i = 0; i < _zones.Count; i++)
        {
            _sum += Weight(_zones[i]);
            _cumulative[i] = _sum;
        }
    }

    /// <summary>A pickup zone.</summary>
    public TaxiZone Next(ref TripRandom random)
    {
        var found = Array.BinarySearch(_cumulative, random.NextDouble() * _sum);
        return _zones[Math.Min(found >= 0 ? found + 1 : ~found, _zones.Count - 1)];
    }

    /// <summary>A drop-off zone about so many miles from the pickup: the best of a few popular ones.</summary>
    public TaxiZone NextDropoff(ref TripRandom random, TaxiZone pickup, double miles)
    {
        const int candidates = 4;
        var best = Next(ref random);
        for (var i = 1; i < candidates; i++)
        {
            var other = Next(ref random);
            if (Math.Abs(Miles(pickup, other) - miles) < Math.Abs(Miles(pickup, best) - miles))
            {
                best = other;
            }
        }

        return best;
    }

    private static double Miles(TaxiZone from, TaxiZone to)
    {
        if (from is not { Longitude: { } fromLongitude, Latitude: { } fromLatitude }
            || to is not { Longitude: { } toLongitude, Latitude: { } toLatitude })
        {
            return double.MaxValue;
        }

        var east = (toLongitude - fromLongitude) * MilesPerDegreeOfLongitude;
        var north = (toLatitude - fromLatitude) * MilesPerDegreeOfLatitude;
        return Math.Sqrt(east * east + north * north) * StreetFactor;
    }

    /// <summary>Percent of the pickups: yellow cabs cruise Manhattan, and wait at the airports.</summary>
    private static double Weight(TaxiZone zone) => Measured.TryGetValue(zone.LocationId, out var percent)
        ? percent
        : zone.ServiceZone switch
        {
            // From 0.4 to 2.8 percent, in no order of the ids.
            "Yellow Zone" =>
                0.4 + zone.LocationId * 37 % 100 / 100.0 * 2.4 * (zone.LocationId * 53 % 10 >= 4 ? 1 : 0.2),
            "Airports" => 2.4,
            "Boro Zone" => 0.01 + zone.LocationId * 29 % 10 / 100.0,
            "EWR" => 0.02,
            _ => zone.LocationId == 264 ? 0.4 : 0.1,
        };
}
