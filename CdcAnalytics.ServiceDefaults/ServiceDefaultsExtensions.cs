using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CdcAnalytics.ServiceDefaults;

/// <summary>What every process of the application has alike: telemetry (Npgsql included), health endpoints.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Path that answers 200 when every health check passes: the process is ready for work.</summary>
    public const string ReadyPath = "/health";

    /// <summary>Path that answers 200 when the checks tagged <see cref="LiveTag"/> pass: the process runs.</summary>
    public const string AlivePath = "/alive";

    /// <summary>Path where Prometheus reads the metrics.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>Tag of the health checks that say whether the process should be restarted.</summary>
    public const string LiveTag = "live";

    private const string OwnSourcesPrefix = "CdcAnalytics.";

    private const string OwnSourcesPattern = OwnSourcesPrefix + "*";

    // From a commit's flush to a catch-up after a night.
    private static readonly double[] _secondsBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600, 36000];

    private const string OtlpEndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds telemetry and health checks. Meters and activity sources are those named CdcAnalytics.*.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddTelemetry(builder);
        // Asked several times a second while a process comes up, each answer a line at level Error; what is wrong is in
        // the answer, and in the log of who found it.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        return builder;
    }

    /// <summary>Maps <see cref="ReadyPath"/>, <see cref="AlivePath"/> and <see cref="MetricsPath"/>.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks(ReadyPath, new HealthCheckOptions { ResponseWriter = HealthReportText.WriteAsync });
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
        app.MapPrometheusScrapingEndpoint(MetricsPath);
        return app;
    }

    private static void AddTelemetry(IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddNpgsqlInstrumentation()
                .AddMeter(OwnSourcesPattern)
                .AddView(BucketsOf)
                .AddPrometheusExporter())
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, OwnSourcesPattern)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddNpgsql());

        if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpointSetting]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    // The default buckets are made for milliseconds: every duration in seconds would fall into the first.
    private static MetricStreamConfiguration? BucketsOf(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" }
            && instrument.Meter.Name.StartsWith(OwnSourcesPrefix, StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. _secondsBuckets] }
            : null;

    // Health and metrics are asked for every few seconds; their spans would bury the others.
    private static bool IsProbe(Microsoft.AspNetCore.Http.PathString path) =>
        path.StartsWithSegments(ReadyPath)
        || path.StartsWithSegments(AlivePath)
        || path.StartsWithSegments(MetricsPath);
}
