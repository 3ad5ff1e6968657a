using CdcAnalytics.Seeder.Zones;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Seeder.Tests.Zones;

public sealed class ZoneFileTests
{
    [Fact]
    public void The_built_in_table_has_every_zone_once_and_coordinates_for_all_with_a_place()
    {
        Assert.Equal(Enumerable.Range(1, 265), ZoneFile.BuiltIn.Select(zone => zone.LocationId));
        Assert.Equal(
            [264, 265],
            ZoneFile.BuiltIn.Where(zone => zone.Longitude is null || zone.Latitude is null)
                .Select(zone => zone.LocationId));
    }

    [Fact]
    public async Task The_lookup_file_of_the_TLC_is_the_built_in_table()
    {
        var zones = await ZoneFile.ReadAsync(
            SharedData.FileOrSkip(SharedData.ZoneLookup), TestContext.Current.CancellationToken);

        Assert.Equal(ZoneFile.BuiltIn, zones);
    }

    [Fact]
    public async Task Quotes_carriage_returns_and_a_byte_order_mark_are_read()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("zones.csv"),
            "\uFEFF\"LocationID\",\"Borough\",\"Zone\",\"service_zone\"\r\n300,\"Queens\",\"Say \"\"Corona\"\", "
                + "twice\",\"Boro Zone\"\r\n",
            TestContext.Current.CancellationToken);

        var zones = await ZoneFile.ReadAsync(folder.File("zones.csv"), TestContext.Current.CancellationToken);

        Assert.Equal([new TaxiZone(300, "Queens", "Say \"Corona\", twice", "Boro Zone", null, null)], zones);
    }
}
