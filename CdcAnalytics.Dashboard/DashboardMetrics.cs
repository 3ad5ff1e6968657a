using System.Diagnostics.Metrics;

namespace CdcAnalytics.Dashboard;

/// <summary>Metrics of the dashboard itself (opentelemetry.io/docs/specs/semconv/general/metrics/).</summary>
internal sealed class DashboardMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "CdcAnalytics.Dashboard";

    /// <summary>Creates the instruments.</summary>
    public DashboardMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(MeterName);
        Pages = meter.CreateUpDownCounter<int>("cdc.dashboard.pages", "{page}", "Pages open at this moment.");
        RefreshDuration = meter.CreateHistogram<double>(
            "cdc.dashboard.refresh.duration", "s", "Time to read the analytics tables once.");
        RefreshFailures = meter.CreateCounter<long>(
            "cdc.dashboard.refresh.failures", "{failure}", "Readings of the analytics tables that failed.");
    }

    /// <summary>Open pages.</summary>
    public UpDownCounter<int> Pages { get; }

    /// <summary>How long a reading takes.</summary>
    public Histogram<double> RefreshDuration { get; }

    /// <summary>Readings that failed.</summary>
    public Counter<long> RefreshFailures { get; }
}
