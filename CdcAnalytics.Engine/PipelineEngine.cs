using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Execution;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.State;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine;

/// <summary>
/// Executes a <see cref="PipelinePlan"/> incrementally over the log of changes. Deterministic: the same log gives the
/// same results however it is cut into batches and wherever the engine is restored. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// After any exception but an argument's the state is not to be trusted: restore from the last checkpoint.
/// </remarks>
public sealed class PipelineEngine
{
    private readonly PipelinePlan _plan;
    private readonly SourceProgress[] _sources;
    private readonly Query[] _queries;
    private readonly FaultLog _faults = new();
    private readonly BatchFacts _facts;
    private readonly StateStore _store;
    private bool _hasOpenEpoch;

    /// <summary>An engine that has seen nothing yet.</summary>
    /// <exception cref="NotSupportedException">
    /// The plan has a shape the engine cannot execute; the message names it.
    /// </exception>
    public PipelineEngine(PipelinePlan plan, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _plan = plan;
        _sources = [.. plan.Sources.Select(source => new SourceProgress(source, options.MaxEventTimeAhead))];
        _facts = new BatchFacts(_sources);
        _queries = [.. plan.Queries.Select(query => new Query(query, _sources, _faults))];
        _store = new StateStore(_queries.SelectMany(query => query.StoredTables));
    }

    /// <summary>The last completed epoch; 0 before the first.</summary>
    public long EpochNumber { get; private set; }

    /// <summary>Progress of each source table as of the last change applied, by position.</summary>
    public IReadOnlyList<TableProgress> Tables => [.. _sources.Select(source => source.ToTableProgress())];

    /// <summary>Memory the keyed state takes, in bytes, roughly; texts are estimated.</summary>
    public long ApproximateStateBytes =>
        _queries.Sum(query => query.AllTables.Sum(table => table.ApproximateBytes));

    /// <summary>Whether the tables are being read anew after a lost slot.</summary>
    public bool IsResynchronising => _facts.IsResynchronising;

    /// <summary>An engine that goes on from the last committed epoch.</summary>
    /// <exception cref="CheckpointMismatchException">
    /// The stored state is another pipeline's, of another format, or damaged.
    /// </exception>
    public static PipelineEngine Restore(PipelinePlan plan, EngineOptions options, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (!string.Equals(plan.Fingerprint, checkpoint.Fingerprint, StringComparison.Ordinal))
        {
            throw new CheckpointMismatchException(
                $"The stored engine state belongs to another pipeline: its fingerprint is '{checkpoint.Fingerprint}', "
                + $"this pipeline's is '{plan.Fingerprint}'. Run the pipeline that wrote it, or drop the pipeline's "
                + "state and results and let the new pipeline read its tables from the beginning.");
        }

        var engine = new PipelineEngine(plan, options);
        engine.Read(checkpoint);
        return engine;
    }

    /// <summary>Takes a batch into the operators' state. Nothing of the batch is kept.</summary>
    /// <exception cref="BrokenInvariantException">A row was taken back that never came.</exception>
    public void Apply(ChangeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _hasOpenEpoch |= batch.Events.Count > 0 || batch.Unreadable.Count > 0;
        _facts.Prepare(batch);
        foreach (var query in _queries)
        {
            query.Apply(batch, _facts);
        }

        CountInLedger(batch);
        QuarantineUnreadable(batch);
    }

    /// <summary>
    /// Ends the epoch at a position where the last batch ended. The epoch returned is immutable: batches may be applied
    /// while the sink writes it.
    /// </summary>
    /// <exception cref="BrokenInvariantException">Two rows would stand under one key of a result table.</exception>
    public Epoch CompleteEpoch(SourcePosition end)
    {
        ArgumentNullException.ThrowIfNull(end);
        List<ResultChanges> results = [];
        foreach (var query in _queries)
        {
            query.Flush();
            if (query.TakeResults() is { } changes)
            {
                results.Add(changes);
            }
        }

        EpochNumber++;
        var state = _store.Write(EpochNumber, WriteProgress);
        foreach (var query in _queries)
        {
            query.EndEpoch();
        }

        var (dropped, quarantined) = _faults.Take();
        var lastCommitTime = _facts.LastCommitTimeMicroseconds;
        _facts.LastCommitTimeMicroseconds = null;
        _hasOpenEpoch = false;
        return new Epoch(EpochNumber, end, results, state, Tables, dropped, quarantined, lastCommitTime);
    }

    /// <summary>
    /// Forgets the live state, because the source reads its tables anew from the beginning (its slot was lost). Live
    /// result tables are cleared and filled again; watermarks, the ledger and closed windows stay. Rows read anew whose
    /// window is already closed are settled silently until the first change that is not a <see
    /// cref="ChangeOperation.Read"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Changes were applied since the last epoch was completed.</exception>
    public void BeginResynchronisation()
    {
        if (_hasOpenEpoch)
        {
            throw new InvalidOperationException(
                "Resynchronisation begins between epochs: complete the epoch first, or restore the last checkpoint.");
        }

        foreach (var query in _queries)
        {
            query.Forget();
        }

        _facts.IsResynchronising = true;
    }

    private void CountInLedger(ChangeBatch batch)
    {
        var events = batch.EventSpan();
        for (var index = 0; index < events.Length; index++)
        {
            var outcomes = _facts.OutcomesOf(index);
            var source = _sources[events[index].Table];
            var ledger = source.Ledger;
            ledger = ledger with { Captured = ledger.Captured + 1 };
            source.Ledger = outcomes switch
            {
                _ when outcomes.HasFlag(EventOutcomes.Quarantined) =>
                    ledger with { Quarantined = ledger.Quarantined + 1 },
                _ when outcomes.HasFlag(EventOutcomes.Dropped) => ledger with { DroppedLate = ledger.DroppedLate + 1 },
                _ when !outcomes.HasFlag(EventOutcomes.Taken) => ledger with { Filtered = ledger.Filtered + 1 },
                _ when outcomes.HasFlag(EventOutcomes.Late) => ledger with { LateCorrected = ledger.LateCorrected + 1 },
                _ => ledger with { Applied = ledger.Applied + 1 },
            };
        }
    }

    private void QuarantineUnreadable(ChangeBatch batch)
    {
        foreach (var change in batch.Unreadable)
        {
            _faults.Quarantined.Add(new QuarantinedEvent(
                change.Table,
                Query: null,
                change.Operation,
                change.RowKey,
                change.Reason,
                change.RowJson,
                change.CommitLsn));
            var source = _sources[change.Table];
            source.Ledger = source.Ledger with
            {
                Captured = source.Ledger.Captured + 1,
                Quarantined = source.Ledger.Quarantined + 1,
            };
        }
    }

    private void Read(Checkpoint checkpoint)
    {
        _store.Read(checkpoint, ReadProgress);
        foreach (var query in _queries)
        {
            query.AfterRestore();
        }

        EpochNumber = checkpoint.EpochNumber;
    }

    private void WriteProgress(StateWriter writer)
    {
        writer.WriteByte(_facts.IsResynchronising ? (byte)1 : (byte)0);
        foreach (var source in _sources)
        {
            writer.WriteByte(source.Watermark is null ? (byte)0 : (byte)1);
            writer.WriteSigned(source.Watermark?.Microseconds ?? 0);
            var ledger = source.Ledger;
            writer.WriteSigned(ledger.Captured);
            writer.WriteSigned(ledger.Applied);
            writer.WriteSigned(ledger.LateCorrected);
            writer.WriteSigned(ledger.DroppedLate);
            writer.WriteSigned(ledger.Filtered);
            writer.WriteSigned(ledger.Quarantined);
        }
    }

    private void ReadProgress(ref StateReader reader, bool isLast)
    {
        var isResynchronising = reader.ReadByte() != 0;
        foreach (var source in _sources)
        {
            var hasWatermark = reader.ReadByte() != 0;
            var watermark = reader.ReadSigned();
            var ledger = new LedgerCounts(
                reader.ReadSigned(),
                reader.ReadSigned(),
                reader.ReadSigned(),
                reader.ReadSigned(),
                reader.ReadSigned(),
                reader.ReadSigned());
            if (isLast)
            {
                source.Watermark = hasWatermark ? new EventTime(watermark) : null;
                source.Ledger = ledger;
                _facts.IsResynchronising = isResynchronising;
            }
        }
    }
}
