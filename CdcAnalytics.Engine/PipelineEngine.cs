using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine;

/// <summary>
/// Executes a <see cref="PipelinePlan"/> incrementally over the log of changes. Deterministic: the same log gives the same
/// results however it is cut into batches and wherever the engine is restored. Not safe for concurrent use.
/// </summary>
public sealed class PipelineEngine
{
    private readonly PipelinePlan _plan;
    private readonly EngineOptions _options;

    /// <summary>An engine that has seen nothing yet.</summary>
    /// <exception cref="NotSupportedException">The plan has a shape the engine cannot execute; the message names it.</exception>
    public PipelineEngine(PipelinePlan plan, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _plan = plan;
        _options = options;
    }

    /// <summary>The last completed epoch; 0 before the first.</summary>
    public long EpochNumber { get; private set; }

    /// <summary>Progress of each source table as of the last change applied, by position.</summary>
    public IReadOnlyList<TableProgress> Tables =>
        [.. _plan.Sources.Select(_ => new TableProgress(null, default))];

    /// <summary>Memory the keyed state takes, in bytes, roughly; texts are estimated.</summary>
    public long ApproximateStateBytes { get; private set; }

    /// <summary>An engine that goes on from the last committed epoch.</summary>
    /// <exception cref="CheckpointMismatchException">The stored state is another pipeline's, of another format, or damaged.</exception>
    public static PipelineEngine Restore(PipelinePlan plan, EngineOptions options, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new PipelineEngine(plan, options) { EpochNumber = checkpoint.EpochNumber };
    }

    /// <summary>Takes a batch into the operators' state. Nothing of the batch is kept.</summary>
    public void Apply(ChangeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        throw new NotSupportedException($"Not yet: {_plan.Fingerprint} {_options}");
    }

    /// <summary>
    /// Ends the epoch at a position where the last batch ended. The epoch returned is immutable: batches may be applied
    /// while the sink writes it.
    /// </summary>
    public Epoch CompleteEpoch(SourcePosition end)
    {
        ArgumentNullException.ThrowIfNull(end);
        throw new NotSupportedException($"Not yet: {_plan.Fingerprint} {_options}");
    }

    /// <summary>
    /// Forgets the live state, because the source reads its tables anew from the beginning (its slot was lost). Live result
    /// tables are cleared and filled again; watermarks, the ledger and closed windows stay. Rows read anew whose window is
    /// already closed are settled silently until the first change that is not a <see cref="ChangeOperation.Read"/>.
    /// </summary>
    public void BeginResynchronisation() =>
        throw new NotSupportedException($"Not yet: {_plan.Fingerprint} {_options}");
}
