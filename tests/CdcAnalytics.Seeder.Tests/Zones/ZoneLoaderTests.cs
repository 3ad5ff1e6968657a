using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Seeder.Zones;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Seeder.Tests.Zones;

public sealed class ZoneLoaderTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Zones_that_are_there_are_not_touched()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(token);
        await SourceSchema.CreateAsync(database.DataSource, token);
        Assert.Equal(
            new ZoneLoadResult(Inserted: 265, Updated: 0, Unchanged: 0),
            await ZoneLoader.LoadAsync(database.DataSource, ZoneFile.BuiltIn, token));
        await database.ExecuteAsync("UPDATE taxi_zones SET borough = 'Elsewhere' WHERE locationid = 7", token);
        var before = await database.QueryAsync(
            "SELECT locationid, xmin::text FROM taxi_zones WHERE locationid <> 7 ORDER BY 1", token);

        var result = await ZoneLoader.LoadAsync(database.DataSource, ZoneFile.BuiltIn, token);

        Assert.Equal(new ZoneLoadResult(Inserted: 0, Updated: 1, Unchanged: 264), result);
        Assert.Equal(
            before,
            await database.QueryAsync(
                "SELECT locationid, xmin::text FROM taxi_zones WHERE locationid <> 7 ORDER BY 1", token));
    }

    [Fact]
    public async Task Not_available_and_unknown_are_texts()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(token);
        await SourceSchema.CreateAsync(database.DataSource, token);

        await ZoneLoader.LoadAsync(database.DataSource, ZoneFile.BuiltIn, token);

        Assert.Equal(
            [[264, "Unknown", "N/A", "N/A", null], [265, "N/A", "Outside of NYC", "N/A", null]],
            await database.QueryAsync(
                "SELECT locationid, borough, zone, service_zone, longitude FROM taxi_zones WHERE locationid > "
                    + "263 ORDER BY 1", token));
    }
}
