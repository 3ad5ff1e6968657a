using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace CdcAnalytics.Dashboard.Tests.Browser;

/// <summary>The dashboard's page in a browser, as a reader sees it; it records what a reader does not see.</summary>
public sealed class DashboardPage : IAsyncDisposable
{
    private static readonly float _patienceMilliseconds = 30_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<string> _foreignRequests = [];

    private DashboardPage(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(_patienceMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" or "wss" } to
                && to.Authority != address.Authority)
            {
                _foreignRequests.Enqueue(request.Url);
            }
        };
    }

    /// <summary>The browser's own page.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings on the console and uncaught exceptions, so far.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Requests to anywhere else than the dashboard's own server, so far.</summary>
    public IReadOnlyCollection<string> ForeignRequests => _foreignRequests;

    /// <summary>Opens the page.</summary>
    public static async Task<DashboardPage> OpenAsync(IBrowserContext context, Uri address)
    {
        var page = new DashboardPage(context, await context.NewPageAsync(), address);
        await page.Page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>The badge that says how fresh the page is: Live, Reconnecting, Starting or Connecting.</summary>
    public Task WaitForFreshnessAsync(string text) =>
        Assertions.Expect(Page.Locator("#freshness"))
            .ToContainTextAsync(text, new() { Timeout = _patienceMilliseconds });

    /// <summary>Exact trips of the newest hour, or null while none is shown.</summary>
    public async Task<long?> ReadNewestTripsAsync()
    {
        var title = await Page.Locator("#newest-trips .number").GetAttributeAsync("title");
        return long.TryParse(title, CultureInfo.InvariantCulture, out var trips) ? trips : null;
    }

    /// <summary>Waits until the newest hour has exactly so many trips.</summary>
    public Task WaitForNewestTripsAsync(long trips) => Page.Locator(
        $"#newest-trips .number[title='{trips.ToString(CultureInfo.InvariantCulture)}']").WaitForAsync();

    /// <summary>Waits until the newest hour has more trips than so many; returns how many.</summary>
    public async Task<long> WaitForMoreNewestTripsAsync(long than)
    {
        await Page.WaitForFunctionAsync(
            "than => Number(document.querySelector('#newest-trips .number')?.title) > than", than);
        return await ReadNewestTripsAsync()
            ?? throw new InvalidOperationException("The newest hour vanished from the page.");
    }

    /// <summary>By how many pixels the content is wider than the window; 0 when nothing scrolls sideways.</summary>
    public Task<int> ReadSidewaysOverflowAsync() => Page.EvaluateAsync<int>(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Saves the whole page as a picture under artifacts/screenshots, for a person to look at.</summary>
    public async Task SaveScreenshotAsync(string repositoryRoot, string name)
    {
        // The canvas animates for a moment after data has come.
        await Page.WaitForTimeoutAsync(1500);
        await Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(repositoryRoot, "artifacts", "screenshots", $"{name}.png"),
            FullPage = true,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
