using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// The sink's metrics and traces.
/// <see href="https://opentelemetry.io/docs/specs/semconv/general/metrics/"/>
/// </summary>
internal static class SinkTelemetry
{
    private const string Name = "CdcAnalytics.Postgres";

    private static readonly Meter Meter = new(Name);

    /// <summary>One activity per commit, its retries included.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>How long an epoch's commit took, retries included.</summary>
    public static Histogram<double> CommitDuration { get; } = Meter.CreateHistogram(
        "cdc.sink.commit.duration", "s", "From an epoch handed to the sink to its commit.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10],
        });

    /// <summary>Result rows written, by table and operation (upsert, delete).</summary>
    public static Counter<long> Rows { get; } = Meter.CreateCounter<long>(
        "cdc.sink.rows", "{row}", "Rows written to result tables.");

    /// <summary>Bytes of engine state written.</summary>
    public static Counter<long> StateBytes { get; } = Meter.CreateCounter<long>(
        "cdc.sink.state.written", "By", "Engine state written with epochs.");

    /// <summary>Commits tried again after a transient failure.</summary>
    public static Counter<long> Retries { get; } = Meter.CreateCounter<long>(
        "cdc.sink.retries", "{retry}", "Attempts after a transient failure.");
}
