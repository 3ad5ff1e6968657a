using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Seeder.Zones;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Workload;

namespace CdcAnalytics.Embedded.Tests.Exactness;

/// <summary>A database with the taxi tables, their zones, and the oracle's triggers.</summary>
internal static class TaxiDatabase
{
    public static async Task<TestDatabase> CreateAsync(PostgresFixture postgres, CancellationToken cancellationToken)
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        await SourceSchema.CreateAsync(database.DataSource, cancellationToken);
        await ZoneLoader.LoadAsync(database.DataSource, ZoneFile.BuiltIn, cancellationToken);
        await BatchOracle.BeginHistoryAsync(database.DataSource, cancellationToken);
        await TripWorkload.PrepareAsync(database.DataSource, cancellationToken);
        return database;
    }
}
