using Microsoft.Playwright;

namespace CdcAnalytics.Dashboard.Tests.Browser;

/// <summary>
/// One headless Chromium for all tests of the assembly, the machine's own: <c>CDC_CHROMIUM</c> names it, else it is
/// found on PATH. Without one a test is skipped, or fails where the variable <c>CI</c> is true.
/// </summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    /// <summary>Names the browser to test with.</summary>
    public const string BrowserVariable = "CDC_CHROMIUM";

    private static readonly string[] _programNames = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly string[] _otherPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A page in a context of its own.</summary>
    public async Task<DashboardPage> OpenAsync(
        Uri address, ColorScheme colors, int width, CancellationToken cancellationToken)
    {
        var browser = await GetBrowserAsync(cancellationToken);
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = colors,
            // Far from New York: a time shifted by the browser's zone would be seen.
            TimezoneId = "Asia/Tokyo",
        });
        return await DashboardPage.OpenAsync(context, address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _gate.Dispose();
    }

    private async Task<IBrowser> GetBrowserAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_browser is null)
            {
                var program = FindProgram();
                _playwright = await Playwright.CreateAsync();
                _browser = await _playwright.Chromium.LaunchAsync(new()
                {
                    ExecutablePath = program,
                    Args =
                    [
                        "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    ],
                });
            }

            return _browser;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static string FindProgram()
    {
        var named = Environment.GetEnvironmentVariable(BrowserVariable);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = named ?? folders
            .SelectMany(folder => _programNames.Select(name => Path.Combine(folder, name)))
            .Concat(_otherPlaces)
            .FirstOrDefault(File.Exists);
        if (found is not null)
        {
            return found;
        }

        const string message = "No Chromium on this machine; install it (Debian: apt-get install chromium) or name the "
            + "program in " + BrowserVariable + ".";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return message;
    }
}
