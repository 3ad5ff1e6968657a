using Npgsql;

namespace CdcAnalytics.Seeder.Zones;

/// <summary>Puts zones into <c>taxi_zones</c>; zones that are there with the same values are not touched.</summary>
public static class ZoneLoader
{
    // An update without a change would still be a change event; the WHERE keeps it from being one.
    private const string Upsert = """
        INSERT INTO public.taxi_zones AS old (locationid, borough, zone, service_zone, longitude, latitude)
        SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[])
        ON CONFLICT (locationid) DO UPDATE SET
          borough = excluded.borough, zone = excluded.zone, service_zone = excluded.service_zone,
          longitude = excluded.longitude, latitude = excluded.latitude
        WHERE (old.borough, old.zone, old.service_zone, old.longitude, old.latitude) IS DISTINCT FROM
              (excluded.borough, excluded.zone, excluded.service_zone, excluded.longitude, excluded.latitude)
        RETURNING (xmax = 0) AS was_inserted
        """;

    /// <summary>Loads all zones in one statement. Zones of the table that are not among them stay.</summary>
    public static async Task<ZoneLoadResult> LoadAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<TaxiZone> zones, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(zones);
        await using var command = dataSource.CreateCommand(Upsert);
        command.Parameters.Add(new() { Value = zones.Select(zone => zone.LocationId).ToArray() });
        command.Parameters.Add(new() { Value = zones.Select(zone => zone.Borough).ToArray() });
        command.Parameters.Add(new() { Value = zones.Select(zone => zone.Zone).ToArray() });
        command.Parameters.Add(new() { Value = zones.Select(zone => zone.ServiceZone).ToArray() });
        command.Parameters.Add(new() { Value = zones.Select(zone => zone.Longitude).ToArray() });
        command.Parameters.Add(new() { Value = zones.Select(zone => zone.Latitude).ToArray() });
        var inserted = 0;
        var updated = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetBoolean(0))
            {
                inserted++;
            }
            else
            {
                updated++;
            }
        }

        return new(inserted, updated, zones.Count - inserted - updated);
    }
}
