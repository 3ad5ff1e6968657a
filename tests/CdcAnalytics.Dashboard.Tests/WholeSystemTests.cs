using CdcAnalytics.Dashboard.Tests.Browser;
using CdcAnalytics.Hosts;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Hosting;
using Microsoft.Playwright;
using Npgsql;

namespace CdcAnalytics.Dashboard.Tests;

/// <summary>The host as a user starts it, its page in a real browser, and a trip inserted as a user would.</summary>
public sealed class WholeSystemTests(ChromiumFixture chromium)
{
    private const string InsertTrips =
        """
        INSERT INTO yellow_taxi (vendorid, tpep_pickup_datetime, tpep_dropoff_datetime, trip_distance, pulocationid,
          dolocationid, payment_type, fare_amount, tip_amount, total_amount)
        SELECT 2, timestamp '2024-01-05 10:00:00' + n * interval '1 second', timestamp '2024-01-05 10:20:00', 2.5,
          236, 161, 1, 15.60, 3.20, 24.10
        FROM generate_series(1, 40) AS n
        """;

    [Fact]
    public async Task A_committed_trip_is_counted_on_the_open_page_without_reloading()
    {
        var token = TestContext.Current.CancellationToken;
        await PostgresFixture.SkipWithoutPostgresAsync(token);
        using var home = new HostHome();
        await using var host = HostProcess.Start(home.Arguments);
        await using var dataSource = NpgsqlDataSource.Create(await host.WaitForDatabaseAsync(token));
        await using var page = await chromium.OpenAsync(
            await host.WaitForDashboardAsync(token), ColorScheme.Light, width: 1280, token);
        await host.WaitForSourceTablesAsync(dataSource, token);
        await ExecuteAsync(dataSource, InsertTrips, token);
        await page.WaitForNewestTripsAsync(40);
        await ExecuteAsync(dataSource, "DELETE FROM yellow_taxi WHERE id <= 7", token);
        await page.WaitForNewestTripsAsync(33);
        Assert.Empty(page.Errors);
        Assert.Empty(page.ForeignRequests);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
