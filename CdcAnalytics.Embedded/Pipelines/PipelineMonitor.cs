using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Slots;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>
/// Turns what the pipeline does into metrics (meter <c>CdcAnalytics.Embedded</c>) and into the status the dashboard
/// shows. The runner's calls only count; <see cref="Refresh"/> composes the status, a few times a second.
/// </summary>
public sealed class PipelineMonitor : IPipelineObserver, IDisposable
{
    /// <summary>Rates are means over about this time.</summary>
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(3);

    private readonly PipelineStatusBoard _board;
    private readonly TimeProvider _timeProvider;
    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _endToEndLag;
    private readonly Histogram<long> _epochEvents;
    private readonly Queue<(long At, long Events, long Commits)> _samples = new();
    private readonly TaskCompletionSource _firstResults = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PipelinePlan? _plan;
    private long _eventCount;
    private long _commitCount;
    private Committed? _last;
    private bool _isMoreWaiting;
    private bool _isResynchronising;

    /// <summary>Writes to that board and takes time from that clock.</summary>
    public PipelineMonitor(PipelineStatusBoard board, IMeterFactory meterFactory, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _board = board;
        _timeProvider = timeProvider;
        _meter = meterFactory.Create("CdcAnalytics.Embedded");
        _events = _meter.CreateCounter<long>("cdc.events.captured", "{event}", "Change events applied to the engine.");
        _endToEndLag = _meter.CreateHistogram<double>(
            "cdc.end_to_end.lag", "s", "From a source transaction's commit to its results being visible.");
        _epochEvents = _meter.CreateHistogram<long>("cdc.epoch.events", "{event}", "Change events in one epoch.");
        _meter.CreateObservableCounter(
            "cdc.events.accounted", Accounted, "{event}", "Change events by what became of them.");
        _meter.CreateObservableGauge("cdc.watermark.lag", WatermarkLags, "s", "From the watermark to now.");
    }

    /// <summary>Ends once results have been committed for the first time in this process.</summary>
    public Task FirstResults => _firstResults.Task;

    /// <summary>Commits since this process started; says whether a life of the pipeline got anywhere.</summary>
    public long CommitCount => Interlocked.Read(ref _commitCount);

    /// <summary>A new life of the pipeline begins, with this plan.</summary>
    public void BeginLife(PipelinePlan plan, bool isResynchronising)
    {
        _plan = plan;
        _isResynchronising = isResynchronising;
        _isMoreWaiting = true;
    }

    /// <inheritdoc/>
    public void OnApplied(int events, bool isMoreWaiting)
    {
        Interlocked.Add(ref _eventCount, events);
        _events.Add(events);
        Volatile.Write(ref _isMoreWaiting, isMoreWaiting);
    }

    /// <inheritdoc/>
    public void OnCommitted(Epoch epoch, long events, DateTimeOffset committedAt)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Interlocked.Increment(ref _commitCount);
        TimeSpan? lag = null;
        if (epoch.LastCommitTimeMicroseconds is { } committed)
        {
            var elapsed = committedAt - DateTimeOffset.UnixEpoch.AddMicroseconds(committed);
            lag = elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
            _endToEndLag.Record(lag.Value.TotalSeconds);
        }

        _epochEvents.Record(events);
        Volatile.Write(
            ref _last, new Committed(epoch.Number, epoch.End.CommitEndLsn is null, epoch.Tables, lag));
        if (epoch.Results.Count > 0)
        {
            _firstResults.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public void OnStopped(Exception echo)
    {
        // The supervisor reports how a life ended.
    }

    /// <summary>Says what is going on while no life of the pipeline runs.</summary>
    public void Enter(PipelinePhase phase, string activity) =>
        _board.Update(status => status with { Phase = phase, Activity = activity, FractionDone = null });

    /// <summary>Adds a line to the page's notices.</summary>
    public void Notice(NoticeSeverity severity, string message) =>
        _board.Notice(new PipelineNotice(_timeProvider.GetUtcNow(), severity, message));

    /// <summary>Composes the status anew from what was counted, and what the server says of the slot.</summary>
    public void Refresh(SlotHealth? slot)
    {
        var now = _timeProvider.GetTimestamp();
        var events = Interlocked.Read(ref _eventCount);
        var commits = Interlocked.Read(ref _commitCount);
        _samples.Enqueue((now, events, commits));
        while (_samples.Count > 2 && _timeProvider.GetElapsedTime(_samples.Peek().At, now) > RateWindow)
        {
            _samples.Dequeue();
        }

        var first = _samples.Peek();
        var seconds = _timeProvider.GetElapsedTime(first.At, now).TotalSeconds;
        var last = Volatile.Read(ref _last);
        var (phase, activity) = Describe(last);
        _board.Update(status => status with
        {
            Phase = phase,
            Activity = activity,
            FractionDone = null,
            EventsPerSecond = seconds > 0 ? (events - first.Events) / seconds : null,
            CommitsPerSecond = seconds > 0 ? (commits - first.Commits) / seconds : null,
            CapturedEvents = last?.Tables.Sum(table => table.Ledger.Captured),
            EndToEndLag = last?.EndToEndLag,
            EpochNumber = last?.EpochNumber,
            RetainedWalBytes = slot?.RetainedWalBytes,
            MemoryBytes = Environment.WorkingSet,
            Tables = last is null ? status.Tables : Describe(last.Tables),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private (PipelinePhase Phase, string Activity) Describe(Committed? last)
    {
        var captured = last?.Tables.Sum(table => table.Ledger.Captured) ?? 0;
        if (_isResynchronising && last is not { IsSnapshot: false })
        {
            return (PipelinePhase.Resynchronising, $"The slot was lost: reading the tables again, {captured:N0} "
                + "changes so far.");
        }

        if (last is null or { IsSnapshot: true })
        {
            return (PipelinePhase.Snapshot, $"Reading the rows that are already there: {captured:N0} so far.");
        }

        return Volatile.Read(ref _isMoreWaiting)
            ? (PipelinePhase.CatchingUp, $"Replaying what happened meanwhile: {captured:N0} changes so far.")
            : (PipelinePhase.Tailing, "Results follow each commit.");
    }

    private ImmutableArray<SourceTableStatus> Describe(IReadOnlyList<TableProgress> tables)
    {
        var sources = _plan?.Sources;
        return sources is null
            ? []
            : [.. tables.Select((table, index) => new SourceTableStatus
            {
                TableName = sources[index].Name,
                Watermark = table.Watermark is { } watermark ? WallClock(watermark.Microseconds) : null,
                WatermarkLag = table.Watermark is null ? null : sources[index].Watermark?.Delay,
                Ledger = new TableLedger(
                    table.Ledger.Captured,
                    table.Ledger.Applied,
                    table.Ledger.LateCorrected,
                    table.Ledger.DroppedLate,
                    table.Ledger.Filtered,
                    table.Ledger.Quarantined),
            })];
    }

    private static DateTime? WallClock(long microseconds) =>
        microseconds >= DateTime.MinValue.Subtract(DateTime.UnixEpoch).TotalMicroseconds
        && microseconds < DateTime.MaxValue.Subtract(DateTime.UnixEpoch).TotalMicroseconds
            ? DateTime.SpecifyKind(DateTime.UnixEpoch.AddMicroseconds(microseconds), DateTimeKind.Unspecified)
            : null;

    private IEnumerable<Measurement<long>> Accounted()
    {
        if (Volatile.Read(ref _last) is not { } last || _plan is not { } plan)
        {
            yield break;
        }

        for (var index = 0; index < last.Tables.Count; index++)
        {
            var table = plan.Sources[index].Name;
            var ledger = last.Tables[index].Ledger;
            yield return Of(ledger.Applied, table, "applied");
            yield return Of(ledger.LateCorrected, table, "late_corrected");
            yield return Of(ledger.DroppedLate, table, "dropped_late");
            yield return Of(ledger.Filtered, table, "filtered");
            yield return Of(ledger.Quarantined, table, "quarantined");
        }

        static Measurement<long> Of(long count, string table, string outcome) =>
            new(count, new("cdc.table", table), new("cdc.outcome", outcome));
    }

    private IEnumerable<Measurement<double>> WatermarkLags()
    {
        if (Volatile.Read(ref _last) is not { } last || _plan is not { } plan)
        {
            yield break;
        }

        var now = (_timeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        for (var index = 0; index < last.Tables.Count; index++)
        {
            if (last.Tables[index].Watermark is { } watermark)
            {
                yield return new Measurement<double>(
                    now - (watermark.Microseconds / 1e6),
                    new KeyValuePair<string, object?>("cdc.table", plan.Sources[index].Name));
            }
        }
    }

    /// <summary>What is remembered of the last committed epoch.</summary>
    private sealed record Committed(
        long EpochNumber, bool IsSnapshot, IReadOnlyList<TableProgress> Tables, TimeSpan? EndToEndLag);
}
