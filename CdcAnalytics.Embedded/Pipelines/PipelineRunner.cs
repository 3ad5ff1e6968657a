using CdcAnalytics.Engine;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>
/// Moves changes from the source through the engine into the sink, for one life: until it is stopped or something
/// fails. Reading, computing and committing overlap: while one epoch is being committed, the next is already read and
/// applied.
/// </summary>
/// <remarks>
/// The order is fixed: apply, commit (results and position in one transaction), acknowledge. A crash between any two
/// steps repeats work from the last checkpoint and never loses or doubles a change.
/// </remarks>
public sealed class PipelineRunner
{
    private readonly IChangeSource _source;
    private readonly IResultSink _sink;
    private readonly PipelineEngine _engine;
    private readonly PipelineRunnerOptions _options;
    private readonly IPipelineObserver _observer;
    private readonly TimeProvider _timeProvider;

    private ChangeBatch _reading;
    private ChangeBatch _spare;
    private SourcePosition? _end;
    private long _pendingEvents;
    private long _pendingSince;
    private bool _isMoreWaiting;
    private bool _isSilent;

    /// <summary>Puts the parts together; nothing runs yet. The caller keeps and disposes them.</summary>
    /// <param name="plan">What the engine computes.</param>
    /// <param name="engine">Fresh or restored, at the position the source was opened at.</param>
    /// <param name="source">Opened where the engine's state ends.</param>
    /// <param name="sink">Where epochs go.</param>
    /// <param name="options">When epochs end.</param>
    /// <param name="observer">Told of each step.</param>
    /// <param name="timeProvider">For epoch lengths and commit times; never for results.</param>
    public PipelineRunner(
        PipelinePlan plan,
        PipelineEngine engine,
        IChangeSource source,
        IResultSink sink,
        PipelineRunnerOptions options,
        IPipelineObserver observer,
        TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _engine = engine;
        _source = source;
        _sink = sink;
        _options = options;
        _observer = observer;
        _timeProvider = timeProvider;
        _reading = new ChangeBatch(plan.Sources);
        _spare = new ChangeBatch(plan.Sources);
    }

    /// <summary>
    /// Runs until cancelled; every other end is an exception, after which the parts are of no more use.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// It was told to stop; a commit under way was let through first.
    /// </exception>
    /// <exception cref="EpochConflictException">Another instance writes the same results.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? commit = null;
        var read = StartRead(life.Token);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (commit is null && _end is { } end && IsEpochDue(read))
                {
                    commit = EndEpoch(end);
                }

                await WaitAsync(read, commit, cancellationToken);
                if (commit is { IsCompleted: true })
                {
                    await commit;
                    commit = null;
                }
                else if (read.IsCompleted && (commit is null || _pendingEvents < _options.MaxEpochEvents))
                {
                    _isMoreWaiting = await read;
                    var filled = _reading;
                    (_reading, _spare) = (_spare, _reading);
                    read = StartRead(life.Token);
                    Apply(filled);
                }
            }
        }
        finally
        {
            await StopAsync(read, commit, life);
        }
    }

    private void Apply(ChangeBatch batch)
    {
        var events = batch.Events.Count + batch.Unreadable.Count;
        if (events > 0)
        {
            if (_pendingEvents == 0)
            {
                _pendingSince = _timeProvider.GetTimestamp();
            }

            _isSilent = false;
            _pendingEvents += events;
            _engine.Apply(batch);
        }

        // Null inside a transaction: an epoch may not end before its last part has been applied.
        _end = batch.End;
        batch.Clear();
        _observer.OnApplied(events, _isMoreWaiting);
    }

    /// <summary>
    /// At the end of the log every commit is due at once; while more is waiting, epochs are made large, for the cost of
    /// a commit is shared by all changes in it.
    /// </summary>
    private bool IsEpochDue(Task<bool> read) =>
        !_isMoreWaiting
        || _pendingEvents >= _options.MaxEpochEvents
        || _timeProvider.GetElapsedTime(_pendingSince) >= _options.MaxEpochInterval
        || (_isSilent && !read.IsCompleted);

    // Also when nothing was captured up to here: the slot may be confirmed only as far as the stored position
    // reaches, or the next life could not tell it from one that another has moved. Such ends are rare, one per
    // megabyte of log.
    private Task EndEpoch(SourcePosition end)
    {
        _end = null;
        _isSilent = false;
        var epoch = _engine.CompleteEpoch(end);
        var events = _pendingEvents;
        _pendingEvents = 0;
        return Task.Run(() => CommitAsync(epoch, events), CancellationToken.None);
    }

    // Without a token: a commit that has begun is let through, or its outcome would be unknown at every stop.
    private async Task CommitAsync(Epoch epoch, long events)
    {
        await _sink.CommitAsync(epoch, CancellationToken.None);
        _observer.OnCommitted(epoch, events, _timeProvider.GetUtcNow());

        // Acknowledge only after the commit. Postgres may then drop this WAL; in the other order a crash in between
        // loses the rows.
        await _source.AcknowledgeAsync(epoch.End, CancellationToken.None);
    }

    private Task<bool> StartRead(CancellationToken cancellationToken)
    {
        var batch = _reading;

        // While catching up, decoding gets a thread of its own; at the end of the log a hop would only add latency.
        return _isMoreWaiting
            ? Task.Run(() => _source.ReadAsync(batch, cancellationToken).AsTask(), cancellationToken)
            : _source.ReadAsync(batch, cancellationToken).AsTask();
    }

    private async Task WaitAsync(Task<bool> read, Task? commit, CancellationToken cancellationToken)
    {
        if (commit is not null)
        {
            if (read.IsCompleted && _pendingEvents >= _options.MaxEpochEvents)
            {
                // The bound: no more is applied until the previous epoch is through.
                await Task.WhenAny(commit).WaitAsync(cancellationToken);
            }
            else
            {
                await Task.WhenAny(read, commit).WaitAsync(cancellationToken);
            }
        }
        else if (!read.IsCompleted && _end is not null)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var silence = Task.Delay(_options.CatchUpPatience, _timeProvider, patience.Token);
            _isSilent = await Task.WhenAny(read, silence) == silence;
            await patience.CancelAsync();
        }
        else
        {
            await Task.WhenAny(read).WaitAsync(cancellationToken);
        }
    }

    private async Task StopAsync(Task<bool> read, Task? commit, CancellationTokenSource life)
    {
        await life.CancelAsync();
        Task[] underWay = commit is null ? [read] : [read, commit];
        try
        {
            await Task.WhenAll(underWay).WaitAsync(_options.StopTimeout, _timeProvider);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What ends the run is already on its way to the caller; these are its echoes, or the stop itself.
            _observer.OnStopped(exception);
        }
    }
}
