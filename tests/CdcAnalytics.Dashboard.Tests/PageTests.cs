using CdcAnalytics.Dashboard.Tests.Browser;
using CdcAnalytics.Dashboard.Tests.Data;
using CdcAnalytics.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CdcAnalytics.Dashboard.Tests;

public sealed class PageTests(PostgresFixture postgres, ChromiumFixture chromium)
{
    private const string OneTripMore = """
        UPDATE analytics.zone_hour_live SET trips = trips + 1, revenue = revenue + 25
        WHERE pickup_hour = '2024-01-16 21:00' AND pickup_zone_id = 132;
        NOTIFY cdc_analytics;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("light", ColorScheme.Light, 1440)]
    [InlineData("dark", ColorScheme.Dark, 1440)]
    [InlineData("tablet", ColorScheme.Light, 820)]
    [InlineData("phone", ColorScheme.Light, 360)]
    [InlineData("phone-dark", ColorScheme.Dark, 360)]
    public async Task The_page_fits_its_window_and_its_figures_follow_a_commit_without_reloading(
        string name, ColorScheme colors, int width)
    {
        await using var database = await CreateFilledAsync();
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, colors, width, Token);
        await page.WaitForFreshnessAsync("Live");
        await page.Page.Locator("#hours-chart canvas").WaitForAsync();
        var before = await page.WaitForMoreNewestTripsAsync(than: 0);

        await database.ExecuteAsync(OneTripMore, Token);
        await page.WaitForNewestTripsAsync(before + 1);

        await page.Page.Locator("#anomalies li").First.ScrollIntoViewIfNeededAsync();
        await page.SaveScreenshotAsync(RepositoryFiles.Root, name);
        Assert.Equal(0, await page.ReadSidewaysOverflowAsync());
        Assert.Empty(page.Errors);
        Assert.Empty(page.ForeignRequests);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_passes_the_accessibility_rules(ColorScheme colors)
    {
        await using var database = await CreateFilledAsync();
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, colors, width: 1280, Token);
        await page.WaitForFreshnessAsync("Live");
        await page.Page.Locator("#hours-chart canvas").WaitForAsync();
        await page.Page.Locator("#anomalies li").First.WaitForAsync();

        var result = await page.Page.RunAxe();

        Assert.Equal("", string.Join('\n', result.Violations.SelectMany(violation => violation.Nodes.Select(
            node => $"{violation.Help}: {node.Html} {node.Any.FirstOrDefault()?.Message}"))));
    }

    [Fact]
    public async Task A_time_is_shown_as_recorded_whatever_the_browsers_zone()
    {
        await using var database = await CreateFilledAsync();
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1024, Token);

        await Assertions.Expect(page.Page.Locator("#newest-trips .note")).ToHaveTextAsync("Tue 16 Jan, 21:00–22:00");
    }

    [Fact]
    public async Task While_the_system_starts_the_page_says_what_it_does()
    {
        await using var host = await DashboardHost.StartAsync(
            connectionString: null, PipelineStatuses.Snapshot, configure: null, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1440, Token);

        await Assertions.Expect(page.Page.Locator("#phase")).ToContainTextAsync("Reading yellow_taxi");
        await page.WaitForFreshnessAsync("Starting");
        await page.SaveScreenshotAsync(RepositoryFiles.Root, "starting");
        host.Board.Update(_ => PipelineStatuses.Tailing);
        await page.Page.Locator("#phase").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Tables_without_rows_are_explained()
    {
        await using var database = await postgres.CreateDatabaseAsync(Token);
        await ResultTables.CreateAsync(database, Token);
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1440, Token);

        await Assertions.Expect(page.Page.Locator("section:has(#hours-title)")).ToContainTextAsync("No trips yet");
        await page.SaveScreenshotAsync(RepositoryFiles.Root, "empty");

        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task An_hour_can_be_chosen_and_left_again()
    {
        await using var database = await CreateFilledAsync();
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1440, Token);
        var picker = page.Page.GetByRole(AriaRole.Group, new() { Name = "Hour shown below" });
        await Assertions.Expect(picker).ToContainTextAsync("Tue 16 Jan, 21:00–22:00");

        await picker.Locator("wa-button").First.ClickAsync();
        await Assertions.Expect(picker).ToContainTextAsync("Tue 16 Jan, 20:00–21:00");
        await page.Page.Locator("#busy-zones tbody tr").Nth(9).WaitForAsync();
        await page.Page.Locator("#follow-newest").ClickAsync();

        await Assertions.Expect(picker).ToContainTextAsync("Tue 16 Jan, 21:00–22:00");
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("#show-dropped", "late: its window was closed when it came")]
    [InlineData("#show-quarantined", "pickup time is infinity, which has no hour")]
    public async Task Rejected_rows_are_listed_with_their_reason(string button, string reason)
    {
        await using var database = await CreateFilledAsync();
        await using var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1440, Token);

        await page.Page.Locator(button).ClickAsync();

        await page.Page.Locator("#rejected li").First.GetByText(reason).WaitForAsync();
        await page.SaveScreenshotAsync(RepositoryFiles.Root, $"rejected-{button[6..]}");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_page_whose_server_is_gone_says_so_and_how_old_its_figures_are()
    {
        await using var database = await CreateFilledAsync();
        var host = await DashboardHost.StartAsync(database.ConnectionString, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1440, Token);
        await page.WaitForFreshnessAsync("Live");

        await host.DisposeAsync();

        await page.WaitForFreshnessAsync("Reconnecting");
        await Assertions.Expect(page.Page.Locator(".stale")).ToContainTextAsync("What is shown was read");
        await page.SaveScreenshotAsync(RepositoryFiles.Root, "reconnecting");
    }

    [Fact]
    public async Task The_colours_can_be_chosen_and_the_choice_survives_a_reload()
    {
        await using var host = await DashboardHost.StartAsync(connectionString: null, Token);
        await using var page = await chromium.OpenAsync(host.Address, ColorScheme.Light, width: 1440, Token);
        var toggle = page.Page.Locator(".theme");
        await toggle.ClickAsync();
        await toggle.ClickAsync();
        await Assertions.Expect(page.Page.Locator("html")).ToHaveClassAsync("wa-dark");

        await page.Page.ReloadAsync();

        await Assertions.Expect(page.Page.Locator("html")).ToHaveClassAsync("wa-dark");
        Assert.Empty(page.Errors);
    }

    private async Task<TestDatabase> CreateFilledAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        await ResultTables.CreateAsync(database, Token);
        await ResultTables.FillAsync(database, Token);
        return database;
    }
}
