using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.ServiceDefaults.Tests;

public sealed class ServiceDefaultsExtensionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_process_is_alive_and_ready()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(app, ServiceDefaultsExtensions.AlivePath));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(app, ServiceDefaultsExtensions.ReadyPath));
    }

    [Fact]
    public async Task A_failing_dependency_makes_a_process_unready_and_leaves_it_alive()
    {
        await using var app = await StartAsync(services =>
            services.AddHealthChecks().AddCheck("dependency", () => HealthCheckResult.Unhealthy("away")));

        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(app, ServiceDefaultsExtensions.AlivePath));
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable, await StatusOfAsync(app, ServiceDefaultsExtensions.ReadyPath));
    }

    [Fact]
    public async Task Prometheus_reads_our_own_meters_with_buckets_that_fit_seconds()
    {
        await using var app = await StartAsync();
        using var meter = new Meter("CdcAnalytics.ServiceDefaults.Tests");
        meter.CreateHistogram<double>("test.lag", "s").Record(0.02);

        var metrics = await app.GetTestClient().GetStringAsync(
            new Uri(ServiceDefaultsExtensions.MetricsPath, UriKind.Relative), Token);

        Assert.Matches("""test_lag_seconds_bucket\{[^}]*le="0.01"\} 0\b""", metrics);
        Assert.Matches("""test_lag_seconds_bucket\{[^}]*le="0.025"\} 1\b""", metrics);
    }

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(Token);
        return app;
    }

    private static async Task<HttpStatusCode> StatusOfAsync(WebApplication app, string path)
    {
        using var response = await app.GetTestClient().GetAsync(new Uri(path, UriKind.Relative), Token);
        return response.StatusCode;
    }
}
