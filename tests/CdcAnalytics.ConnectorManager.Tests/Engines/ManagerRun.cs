using CdcAnalytics.ConnectorManager.Cli;
using Microsoft.AspNetCore.Builder;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>A running manager and its health.</summary>
internal sealed class ManagerRun : IAsyncDisposable
{
    /// <summary>How long an engine may take for one step on a busy machine.</summary>
    public static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(60);

    private readonly WebApplication _application;
    private readonly HttpClient _http;

    private ManagerRun(WebApplication application)
    {
        _application = application;
        _http = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    /// <summary>Starts a manager on a free port.</summary>
    public static async Task<ManagerRun> StartAsync(ManagerFolder folder, bool isPruning = false)
    {
        var application = ManagerApplication.Build([.. folder.Arguments, $"--Connectors:Prune={isPruning}"]);
        application.Urls.Add("http://127.0.0.1:0");
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new ManagerRun(application);
    }

    /// <summary>The answer of a path: its status code, and its text after it.</summary>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, cancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
    }

    /// <summary>The answer to a command: its status code, and its text after it.</summary>
    public async Task<string> PostAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync(path, content: null, cancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
    }

    /// <summary>Waits until the health's text is as wanted.</summary>
    public Task<string> WaitForHealthAsync(Predicate<string> isWanted, CancellationToken cancellationToken) =>
        Waiting.UntilAsync(token => GetAsync("/health", token), isWanted, StepTimeout, cancellationToken);

    /// <summary>Waits until all connectors run.</summary>
    public Task WaitUntilRunningAsync(CancellationToken cancellationToken) =>
        WaitForHealthAsync(
            text => text.Contains("connectors: Healthy", StringComparison.Ordinal), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }
}
