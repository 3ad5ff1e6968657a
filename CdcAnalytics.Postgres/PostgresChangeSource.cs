using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Postgres.Replication;
using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Postgres.Snapshot;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Postgres;

/// <summary>
/// Committed changes of a Postgres database: first a consistent snapshot of the tables, then every transaction after
/// it, in log order, through our own replication slot and publication. A broken connection is mended by itself,
/// exactly: the part of a transaction that was handed out is left out when the server sends it again. After a cancelled
/// read the source can only be disposed.
/// </summary>
public sealed class PostgresChangeSource : IChangeSource
{
    /// <summary>The meter of all that capture measures.</summary>
    public const string MeterName = CaptureMetrics.MeterName;

    // A connection that lived this long was well: a failure after it is a new one.
    private static readonly TimeSpan HealthyLife = TimeSpan.FromSeconds(30);

    private readonly CaptureContext _context;
    private readonly CaptureMetrics _metrics;
    private readonly SlotMonitor _monitor;
    private readonly RetrySchedule _reconnects;
    private readonly RetrySchedule _slotWaits;
    private volatile ICapturePhase? _phase;
    private PgOutputDecoder? _decoder;
    private SnapshotState? _snapshot;
    private DateTimeOffset _phaseBegan;
    private bool _mayCatchUp;
    private long _streamPosition;

    private PostgresChangeSource(CaptureContext context, SnapshotPhase? snapshot, SnapshotState? resumed, Lsn? position)
    {
        _context = context;
        _phase = snapshot;
        _snapshot = snapshot?.State ?? resumed;
        _mayCatchUp = context.Options.CatchUpThresholdBytes is not null;
        _phaseBegan = context.TimeProvider.GetUtcNow();
        var jitter = new Random();
        _reconnects = new RetrySchedule(context.TimeProvider, context.Options.ReconnectTimeout, jitter);
        _slotWaits = new RetrySchedule(context.TimeProvider, context.Options.SlotInUseTimeout, jitter);
        if (position is { } start)
        {
            _decoder = CreateDecoder(start, resumed);
            _snapshot = null;
        }

        _monitor = new SlotMonitor(
            context,
            () => _phase is StreamingPhase ? new Lsn((ulong)Volatile.Read(ref _streamPosition)) : null,
            () => (_phase as StreamingPhase)?.EndSoon());
        _metrics = new CaptureMetrics(() => _monitor.Health);
    }

    /// <summary>
    /// The slot's figures when last looked at, once per heartbeat interval; null before the first look.
    /// </summary>
    public SlotHealth? Health => _monitor.Health;

    /// <summary>
    /// Checks the server, makes publication and slot when reading begins for the first time, and opens the source.
    /// </summary>
    /// <param name="options">How to read.</param>
    /// <param name="tables">The captured tables; batches name them by position.</param>
    /// <param name="resumeFrom">
    /// The checkpoint's position. Null, or one that names neither a position nor a state, begins with a new slot (an
    /// unused one of that name is replaced) and a snapshot.
    /// </param>
    /// <param name="timeProvider">Clock of timers and retries; never of events.</param>
    /// <param name="logger">Where to report.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="Preflight.PreflightException">Something must be mended first; all findings at once.</exception>
    /// <exception cref="ResynchronisationRequiredException">
    /// The slot was lost (<see cref="SlotLostException"/>) or the publication changed since the checkpoint.
    /// </exception>
    /// <exception cref="SlotInUseException">Another connection holds the slot.</exception>
    public static async Task<PostgresChangeSource> OpenAsync(
        PostgresChangeSourceOptions options,
        IReadOnlyList<SourceTable> tables,
        SourcePosition? resumeFrom,
        TimeProvider timeProvider,
        ILogger<PostgresChangeSource> logger,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(logger);
        options.Validate();
        var context = await CaptureSetup.CreateContextAsync(
            options, tables, resumeFrom, timeProvider, logger, cancellationToken);
        try
        {
            if (resumeFrom is null or { CommitEndLsn: null, SourceState: null })
            {
                var snapshot = await CaptureSetup.BeginSnapshotAsync(context, cancellationToken);
                return new PostgresChangeSource(context, snapshot, resumed: null, position: null);
            }

            var state = resumeFrom.SourceState is { } json ? SnapshotState.Parse(json) : null;
            await CaptureSetup.EnsureResumableAsync(context, resumeFrom, state, cancellationToken);
            return new PostgresChangeSource(context, snapshot: null, state, resumeFrom.CommitEndLsn);
        }
        catch
        {
            await context.DataSource.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Drops the slot and opens the source at a new snapshot. The engine must begin a resynchronisation first: every
    /// row still there is read again.
    /// </summary>
    /// <exception cref="Preflight.PreflightException">Something must be mended first; all findings at once.</exception>
    /// <exception cref="SlotInUseException">Another connection holds the slot.</exception>
    public static Task<PostgresChangeSource> ResynchroniseAsync(
        PostgresChangeSourceOptions options,
        IReadOnlyList<SourceTable> tables,
        TimeProvider timeProvider,
        ILogger<PostgresChangeSource> logger,
        CancellationToken cancellationToken) =>
        OpenAsync(options, tables, resumeFrom: null, timeProvider, logger, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ResynchronisationRequiredException">The rest of the log cannot be read.</exception>
    /// <exception cref="IncompatibleRelationException">A table was changed so that it no longer fits.</exception>
    /// <exception cref="SlotInUseException">Another connection took the slot.</exception>
    public async ValueTask<bool> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        while (true)
        {
            try
            {
                var phase = _phase ?? await OpenPhaseAsync(cancellationToken);
                var progress = await phase.ReadAsync(batch, cancellationToken);
                _reconnects.Reset();
                _slotWaits.Reset();
                if (progress == PhaseProgress.Finished)
                {
                    await EndPhaseAsync(phase);
                }

                PublishPosition();
                if (batch.End is not null || batch.Events.Count > 0 || batch.Unreadable.Count > 0)
                {
                    _metrics.Count(batch);
                    return progress != PhaseProgress.Tailing;
                }
            }
            catch (Exception exception) when (CaptureFailures.Classify(exception) is { } failure)
            {
                if (await RecoverAsync(failure, exception, batch, cancellationToken))
                {
                    _metrics.Count(batch);
                    return true;
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(position);
        if (position.CommitEndLsn is { } acknowledged)
        {
            _context.Acknowledged.Advance(acknowledged);
            (_phase as StreamingPhase)?.Acknowledge(acknowledged);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        if (_phase is { } phase)
        {
            _phase = null;
            await phase.DisposeAsync();
        }

        _metrics.Dispose();
        await _context.DataSource.DisposeAsync();
    }

    private PgOutputDecoder CreateDecoder(Lsn start, SnapshotState? snapshot) =>
        new(
            _context.Plans,
            _context.Tables.Select((table, index) => (table.Catalog.TableId, index)).ToDictionary(),
            _context.Types,
            start,
            snapshot is null ? null : SnapshotOverlap.Create(_context.Plans, snapshot),
            _context.Logger);

    private async Task<ICapturePhase> OpenPhaseAsync(CancellationToken cancellationToken)
    {
        _phaseBegan = _context.TimeProvider.GetUtcNow();
        if (_decoder is not { } decoder)
        {
            var state = _snapshot ?? throw new InvalidOperationException(
                "There is neither a snapshot nor a stream to read.");
            _phase = await SnapshotPhase.ResumeAsync(_context, state, cancellationToken);
            return _phase;
        }

        if (_mayCatchUp)
        {
            var distance = await CatchUpPhase.MeasureDistanceAsync(
                _context.DataSource, decoder.LastEnd, cancellationToken);
            if (distance > _context.Options.CatchUpThresholdBytes)
            {
                PostgresLog.CatchingUp(_context.Logger, distance, _context.Options.SlotName);
                _phase = await CatchUpPhase.StartAsync(_context, decoder, cancellationToken);
                return _phase;
            }
        }

        PublishPosition();
        _phase = await StreamingPhase.StartAsync(_context, decoder, cancellationToken);
        return _phase;
    }

    private async Task EndPhaseAsync(ICapturePhase phase)
    {
        if (phase is SnapshotPhase { State: var state })
        {
            var start = Lsn.Parse(state.ConsistentPoint);
            _decoder = CreateDecoder(start, state);
            _snapshot = null;
            PostgresLog.SnapshotCompleted(_context.Logger, start);
        }

        _phase = null;
        await phase.DisposeAsync();
    }

    private void PublishPosition()
    {
        if (_decoder is { } decoder)
        {
            Volatile.Write(ref _streamPosition, (long)decoder.LastEnd.Value);
        }
    }

    /// <summary>Ends the broken phase and waits; the next round opens a new one.</summary>
    /// <returns>Whether the batch holds changes that were read before the failure and must be handed out.</returns>
    private async Task<bool> RecoverAsync(
        CaptureFailure failure, Exception exception, ChangeBatch batch, CancellationToken cancellationToken)
    {
        if (_phase is { } phase)
        {
            _snapshot = phase is SnapshotPhase reading ? reading.State : _snapshot;
            _phase = null;
            await phase.DisposeAsync();
        }

        if (_context.TimeProvider.GetUtcNow() - _phaseBegan > HealthyLife)
        {
            _reconnects.Reset();
            _slotWaits.Reset();
        }

        await FaceAsync(failure, exception, cancellationToken);
        if (_decoder is not { } decoder)
        {
            // The snapshot goes on from the last batch handed out.
            batch.Clear();
            return false;
        }

        if (batch.Events.Count == 0 && batch.Unreadable.Count == 0)
        {
            batch.Clear();
            return false;
        }

        batch.End = decoder.IsInTransaction ? null : decoder.TakeEnd();
        return true;
    }

    private async Task FaceAsync(CaptureFailure failure, Exception exception, CancellationToken cancellationToken)
    {
        switch (failure)
        {
            case CaptureFailure.SlotSuspect:
                await CaptureSetup.ThrowIfLostAsync(_context, _decoder?.LastEnd, exception, cancellationToken);
                throw new ResynchronisationRequiredException(
                    $"Slot {_context.Options.SlotName} or publication {_context.Options.PublicationName} can no longer "
                    + "be " +
                    $"read: {exception.Message}", exception);
            case CaptureFailure.OutOfResources when _mayCatchUp && _decoder is not null:
                _mayCatchUp = false;
                PostgresLog.CatchUpAbandoned(_context.Logger, exception);
                return;
            case CaptureFailure.SlotInUse:
                PostgresLog.WaitingForSlot(
                    _context.Logger, _context.Options.SlotName, _context.Options.SlotInUseTimeout);
                await WaitAsync(_slotWaits.Next() ?? throw await CaptureSetup.DescribeHolderAsync(
                    _context.DataSource, _context.Options, exception, cancellationToken));
                return;
            default:
                if (_reconnects.Next() is not { } delay)
                {
                    throw new TimeoutException(
                        $"Postgres could not be reached for {_context.Options.ReconnectTimeout}; the last failure: " +
                        exception.Message, exception);
                }

                PostgresLog.Reconnecting(_context.Logger, _reconnects.Attempt, delay, exception);
                _metrics.CountReconnect();
                await WaitAsync(delay);
                return;
        }

        Task WaitAsync(TimeSpan delay) => Task.Delay(delay, _context.TimeProvider, cancellationToken);
    }
}
