using System.Diagnostics.Metrics;
using CdcAnalytics.Postgres.Slots;

namespace CdcAnalytics.Postgres;

/// <summary>
/// What capture measures, on the meter <see cref="MeterName"/>.
/// <see href="https://opentelemetry.io/docs/specs/semconv/general/metrics/"/>
/// </summary>
internal sealed class CaptureMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "CdcAnalytics.Postgres";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _events;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _reconnects;

    /// <summary>Reads the slot's figures from what was last polled.</summary>
    public CaptureMetrics(Func<SlotHealth?> slot)
    {
        _events = _meter.CreateCounter<long>("cdc.capture.events", "{event}", "Changes read, the snapshot's included.");
        _bytes = _meter.CreateCounter<long>("cdc.capture.bytes", "By", "Bytes of changes read.");
        _unreadable = _meter.CreateCounter<long>(
            "cdc.capture.unreadable", "{event}", "Changes whose values do not fit the declared columns.");
        _reconnects = _meter.CreateCounter<long>("cdc.capture.reconnects", "{attempt}", "Attempts to connect again.");
        _meter.CreateObservableGauge(
            "cdc.slot.retained_wal",
            () => Observe(slot()?.RetainedWalBytes),
            "By",
            "Log the slot keeps the server from removing.");
        _meter.CreateObservableGauge(
            "cdc.slot.unconfirmed_wal",
            () => Observe(slot()?.UnconfirmedWalBytes),
            "By",
            "Log between the acknowledged position and the log's end.");
        _meter.CreateObservableGauge(
            "cdc.slot.safe_wal",
            () => Observe(slot()?.SafeWalBytes),
            "By",
            "Log that may still be written before the slot is lost; absent when unbounded.");
    }

    /// <summary>Counts a batch.</summary>
    public void Count(Engine.Changes.ChangeBatch batch)
    {
        _events.Add(batch.Events.Count);
        _bytes.Add(batch.WireBytes);
        if (batch.Unreadable.Count > 0)
        {
            _unreadable.Add(batch.Unreadable.Count);
        }
    }

    /// <summary>Counts an attempt to connect again.</summary>
    public void CountReconnect() => _reconnects.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Observe(long? value) =>
        value is { } measured ? [new Measurement<long>(measured)] : [];
}
