using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CdcAnalytics.Dashboard.Tests.Data;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Dashboard.Tests;

public sealed class LiveFeedTests(PostgresFixture postgres)
{
    private const string OneTrip = """
        INSERT INTO analytics.zone_hour_live (pickup_hour, pickup_zone_id, trips, revenue)
        VALUES ('2024-01-15 08:00', 132, 1, 10)
        ON CONFLICT (pickup_hour, pickup_zone_id) DO UPDATE SET trips = zone_hour_live.trips + 1;
        """;

    // Long enough that only an announcement, never a poll, can be what is seen.
    private static readonly TimeSpan _never = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _liveWithin = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_announced_commit_reaches_an_open_page_within_a_second()
    {
        await using var database = await CreateTablesAsync();
        await using var host = await DashboardHost.StartAsync(
            database.ConnectionString, PipelineStatuses.Tailing, options => options.PollInterval = _never, Token);
        await using var stream = await LiveStream.OpenAsync(host, Token);
        await stream.ReadUntilAsync("hours", hours => Trips(hours) is null);
        await database.ExecuteAsync(OneTrip + "NOTIFY cdc_analytics;", Token);
        await stream.ReadUntilAsync("hours", hours => Trips(hours) == 1);

        var delays = new List<TimeSpan>();
        for (var trips = 2; trips <= 6; trips++)
        {
            await database.ExecuteAsync(OneTrip + "NOTIFY cdc_analytics;", Token);
            var committedAt = Stopwatch.GetTimestamp();
            await stream.ReadUntilAsync("hours", hours => Trips(hours) == trips);
            delays.Add(Stopwatch.GetElapsedTime(committedAt));
        }

        // The median: a machine that is busy with something else may hold up one of them.
        Assert.InRange(delays.Order().ElementAt(delays.Count / 2), TimeSpan.Zero, _liveWithin);
    }

    [Fact]
    public async Task A_commit_that_nobody_announces_is_found_by_polling()
    {
        await using var database = await CreateTablesAsync();
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var stream = await LiveStream.OpenAsync(host, Token);
        await stream.ReadUntilAsync("hours", hours => Trips(hours) is null);

        await database.ExecuteAsync(OneTrip, Token);

        await stream.ReadUntilAsync("hours", hours => Trips(hours) == 1);
    }

    [Fact]
    public async Task Tables_that_do_not_exist_yet_are_null_and_appear_when_they_are_created()
    {
        await using var database = await postgres.CreateDatabaseAsync(Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var stream = await LiveStream.OpenAsync(host, Token);
        await stream.ReadUntilAsync("hours", hours => hours.ValueKind == JsonValueKind.Null);

        await ResultTables.CreateAsync(database, Token);

        await stream.ReadUntilAsync("hours", hours => hours.ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task A_database_that_starts_later_is_found_while_the_page_is_open()
    {
        await using var database = await CreateTablesAsync();
        await using var host = await DashboardHost.StartAsync(connectionString: null, Token);
        await using var stream = await LiveStream.OpenAsync(host, Token);
        await stream.ReadUntilAsync("status", status => State(status) == "NotStarted");

        host.DataSource = database.DataSource;

        await stream.ReadUntilAsync("status", status => State(status) == "Ready");
    }

    [Fact]
    public async Task A_server_that_restarts_is_reported_and_followed_again()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Token);
        await using var server = await PostgresServer.StartAsync(Token);
        await using var database = await server.CreateDatabaseAsync(Token);
        await ResultTables.CreateAsync(database, Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var stream = await LiveStream.OpenAsync(host, Token);
        await stream.ReadUntilAsync("status", status => State(status) == "Ready");

        await server.KillAsync(Token);
        var lost = await stream.ReadUntilAsync("status", status => State(status) == "Reconnecting");
        await server.RestartAsync(Token);
        await stream.ReadUntilAsync("status", status => State(status) == "Ready");
        await database.ExecuteAsync(OneTrip + "NOTIFY cdc_analytics;", Token);
        await stream.ReadUntilAsync("hours", hours => Trips(hours) == 1);

        var freshness = lost.GetProperty("database");
        Assert.NotNull(freshness.GetProperty("problem").GetString());
        Assert.NotNull(freshness.GetProperty("lastReadAt").GetString());
    }

    [Fact]
    public async Task A_page_opened_later_gets_everything_at_once()
    {
        await using var database = await CreateTablesAsync();
        await ResultTables.FillAsync(database, Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var first = await LiveStream.OpenAsync(host, Token);
        await first.ReadUntilAsync("refunds", _ => true);
        await using var second = await LiveStream.OpenAsync(host, Token);

        var parts = new List<string>();
        while (await second.ReadAsync() is { } item && item.EventType != "refunds")
        {
            parts.Add(item.EventType);
        }

        Assert.Equal(["beat", "status", "rates", "hours", "zones", "flow", "payments", "anomalies"], parts);
    }

    [Fact]
    public async Task One_page_more_than_allowed_is_refused_until_another_is_closed()
    {
        await using var host = await DashboardHost.StartAsync(
            connectionString: null, PipelineStatuses.Tailing, options => options.MaxLivePages = 1, Token);
        await using (await LiveStream.OpenAsync(host, Token))
        {
            using var refused = await host.CreateClient().GetAsync("/api/live", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        // The server learns of a closed connection a moment later; each try is answered, and the token ends them.
        HttpStatusCode answer;
        do
        {
            using var next = await host.CreateClient()
                .GetAsync("/api/live", HttpCompletionOption.ResponseHeadersRead, Token);
            answer = next.StatusCode;
        }
        while (answer != HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_open_page_does_not_keep_the_host_from_stopping()
    {
        await using var host = await DashboardHost.StartAsync(connectionString: null, Token);
        await using var stream = await LiveStream.OpenAsync(host, Token);
        await stream.ReadUntilAsync("status", _ => true);

        var startedAt = Stopwatch.GetTimestamp();
        await host.StopAsync(Token);

        Assert.InRange(Stopwatch.GetElapsedTime(startedAt), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static string? State(JsonElement status) =>
        status.GetProperty("database").GetProperty("state").GetString();

    private static long? Trips(JsonElement hours) =>
        hours.ValueKind == JsonValueKind.Object && hours.GetProperty("hours") is var list && list.GetArrayLength() > 0
            ? list[list.GetArrayLength() - 1].GetProperty("trips").GetInt64()
            : null;

    private async Task<TestDatabase> CreateTablesAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        await ResultTables.CreateAsync(database, Token);
        return database;
    }
}
