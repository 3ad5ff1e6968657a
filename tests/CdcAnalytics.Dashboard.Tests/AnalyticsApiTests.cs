using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CdcAnalytics.Dashboard.Tests.Data;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Dashboard.Tests;

public sealed class AnalyticsApiTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_give_live_and_final_totals_side_by_side()
    {
        await using var database = await CreateTablesAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO analytics.zone_hour_live (pickup_hour, pickup_zone_id, trips, revenue) VALUES
              ('2024-01-15 08:00', 132, 12, 600.50), ('2024-01-15 08:00', 236, 3, 45.25),
              ('2024-01-16 21:00', 132, 1, 70.00);
            INSERT INTO analytics.zone_hour_final VALUES
              ('2024-01-15 08:00', '2024-01-15 09:00', 132, 10, 500.00, '2024-01-15 08:59');
            """,
            Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);

        Assert.Equal(
            """
            {"hours":[{"hour":"2024-01-15T08:00:00","trips":15,"revenue":645.75,"isFinal":true,"finalZones":1,
            "finalTrips":10,"finalRevenue":500.00,"tripsCorrectedSinceFinal":2},
            {"hour":"2024-01-16T21:00:00","trips":1,"revenue":70.00,"isFinal":false,"finalZones":null,
            "finalTrips":null,"finalRevenue":null,"tripsCorrectedSinceFinal":null}],"strayHours":0}
            """.ReplaceLineEndings(""),
            await host.CreateClient().GetStringAsync("/api/hours", Token));
    }

    [Fact]
    public async Task An_hour_without_final_windows_is_final_once_the_watermark_has_passed_its_end()
    {
        await using var database = await CreateTablesAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO analytics.zone_hour_live (pickup_hour, pickup_zone_id, trips, revenue) VALUES
              ('2024-01-16 19:00', 132, 1, 10), ('2024-01-16 20:00', 132, 1, 10);
            """,
            Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);

        var answer = await host.CreateClient().GetFromJsonAsync<JsonElement>("/api/hours", Token);

        Assert.Equal([true, false], answer.GetProperty("hours").EnumerateArray()
            .Select(hour => hour.GetProperty("isFinal").GetBoolean()));
    }

    [Fact]
    public async Task Busiest_zones_bring_names_and_their_place_in_the_hour_before()
    {
        await using var database = await CreateTablesAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO analytics.zone_hour_live VALUES
              ('2024-01-15 08:00', 57, 'Corona', 'Queens', 20, 400, 12.5, 2, 10, 0.2, 11.25);
            INSERT INTO analytics.busiest_zones_live VALUES
              ('2024-01-15 07:00', 4, 57, 9, 90), ('2024-01-15 08:00', 1, 57, 20, 400);
            """,
            Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);

        Assert.Equal(
            """
            {"hour":"2024-01-15T08:00:00","rows":[{"place":1,"placeBefore":4,"zoneId":57,"zone":"Corona",
            "borough":"Queens","trips":20,"finalTrips":null,"revenue":400.00,"averageFare":12.500000,
            "averageSpeed":11.250000,"tipRate":0.200000}]}
            """.ReplaceLineEndings(""),
            await host.CreateClient().GetStringAsync("/api/zones/top?hour=2024-01-15T08:00", Token));
    }

    [Theory]
    [InlineData("/api/flow", "2024-01-16T21:00:00")]
    [InlineData("/api/payments", "2024-01-16T21:00:00")]
    [InlineData("/api/zones/top", "2024-01-16T21:00:00")]
    [InlineData("/api/payments?hour=2024-01-15T08", "2024-01-15T08:00:00")]
    public async Task Without_an_hour_the_newest_is_answered(string path, string hour)
    {
        await using var database = await CreateTablesAsync();
        await ResultTables.FillAsync(database, Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);

        var answer = await host.CreateClient().GetFromJsonAsync<JsonElement>(path, Token);

        Assert.Equal(hour, answer.GetProperty("hour").GetString());
        Assert.NotEqual(0, answer.GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/anomalies?limit=10", 10, true)]
    [InlineData("/api/anomalies", 34, false)]
    [InlineData("/api/refunds", 6, false)]
    [InlineData("/api/dropped?limit=200", 200, true)]
    [InlineData("/api/quarantined", 1, false)]
    public async Task Feeds_are_bounded_and_say_whether_there_is_more(string path, int rows, bool hasMore)
    {
        await using var database = await CreateTablesAsync();
        await ResultTables.FillAsync(database, Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);

        var answer = await host.CreateClient().GetFromJsonAsync<JsonElement>(path, Token);

        Assert.Equal(
            (rows, hasMore), (answer.GetProperty("rows").GetArrayLength(), answer.GetProperty("hasMore").GetBoolean()));
    }

    [Theory]
    [InlineData("/api/hours?last=0", "Parameter 'last' is '0'; it must be a whole number, 1 to 168.")]
    [InlineData("/api/hours?last=169", "Parameter 'last' is '169'; it must be a whole number, 1 to 168.")]
    [InlineData("/api/anomalies?limit=many", "Parameter 'limit' is 'many'; it must be a whole number, 1 to 500.")]
    [InlineData("/api/flow?hour=2024-01-15T08:30", "Parameter 'hour' is '2024-01-15T08:30'; it must be the start of an "
        + "hour on New York's wall clock, without a zone, such as 2024-01-15T08:00.")]
    [InlineData("/api/flow?hour=2024-01-15T08:00Z", "Parameter 'hour' is '2024-01-15T08:00Z'; it must be the start of "
        + "an hour on New York's wall clock, without a zone, such as 2024-01-15T08:00.")]
    public async Task A_parameter_out_of_range_is_refused_with_what_was_expected(string path, string detail)
    {
        await using var host = await DashboardHost.StartAsync(connectionString: null, Token);

        using var response = await host.CreateClient().GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_database_that_is_not_started_is_said_so()
    {
        await using var host = await DashboardHost.StartAsync(connectionString: null, Token);

        using var response = await host.CreateClient().GetAsync("/api/hours", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("The database is not ready", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_table_that_does_not_exist_yet_is_said_so()
    {
        await using var database = await postgres.CreateDatabaseAsync(Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);

        using var response = await host.CreateClient().GetAsync("/api/flow", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            "The table that holds borough flows does not exist yet; the pipeline creates it when it starts.",
            problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Unknown_figures_of_the_status_are_null_and_known_ones_name_their_unit()
    {
        await using var host = await DashboardHost.StartAsync(connectionString: null, Token);
        host.Board.Update(status => status with { EventsPerSecond = null });

        var pipeline = (await host.CreateClient().GetFromJsonAsync<JsonElement>("/api/status", Token))
            .GetProperty("pipeline");

        Assert.Equal(JsonValueKind.Null, pipeline.GetProperty("eventsPerSecond").ValueKind);
        Assert.Equal(0.023, pipeline.GetProperty("endToEndLagSeconds").GetDouble());
        Assert.Equal("Tailing", pipeline.GetProperty("phase").GetString());
        Assert.Equal("2024-01-16T20:12:00", pipeline.GetProperty("tables")[0].GetProperty("watermark").GetString());
    }

    private async Task<TestDatabase> CreateTablesAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        await ResultTables.CreateAsync(database, Token);
        return database;
    }
}
