using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Execution;

/// <summary>How far one source table has come: its watermark and what became of its changes.</summary>
internal sealed class SourceProgress
{
    private readonly WatermarkDeclaration? _declaration;
    private readonly long _delayMicroseconds;
    private readonly long _maxAheadMicroseconds;

    /// <summary>A table of which no change was seen.</summary>
    public SourceProgress(SourceTable table, TimeSpan maxEventTimeAhead)
    {
        _declaration = table.Watermark;
        _delayMicroseconds = (_declaration?.Delay.Ticks ?? 0) / TimeSpan.TicksPerMicrosecond;
        _maxAheadMicroseconds = maxEventTimeAhead.Ticks / TimeSpan.TicksPerMicrosecond;
        EventTimeOffset = _declaration is null ? null : table.RowType.OffsetOf(_declaration.EventTimeColumn);
    }

    /// <summary>Where the event time lies in the table's rows; null when it declares no watermark.</summary>
    public int? EventTimeOffset { get; }

    /// <summary>The watermark; null until the first event that moves it.</summary>
    public EventTime? Watermark { get; set; }

    /// <summary>What became of the changes so far.</summary>
    public LedgerCounts Ledger { get; set; }

    /// <summary>The progress as an epoch reports it.</summary>
    public TableProgress ToTableProgress() => new(Watermark, Ledger);

    /// <summary>Whether an event at that time is late: below the watermark.</summary>
    public bool IsLate(EventTime eventTime) => Watermark is { } watermark && eventTime < watermark;

    /// <summary>Moves the watermark by one event, unless its time is not to be believed.</summary>
    public void Advance(EventTime eventTime, long commitTimeMicroseconds)
    {
        if (eventTime.Microseconds > commitTimeMicroseconds + _maxAheadMicroseconds)
        {
            return;
        }

        var candidate = new EventTime(eventTime.Microseconds - _delayMicroseconds);
        if (Watermark is not { } watermark || candidate > watermark)
        {
            Watermark = candidate;
        }
    }
}
