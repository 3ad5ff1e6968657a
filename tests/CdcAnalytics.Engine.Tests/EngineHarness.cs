using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Testing.Simulation;

namespace CdcAnalytics.Engine.Tests;

/// <summary>An engine with a store in memory, fed change by change; each completed epoch is committed.</summary>
internal sealed class EngineHarness
{
    private readonly PipelinePlan _plan;
    private readonly ChangeBatch _batch;
    private ulong _lsn = 0x100;

    public EngineHarness(params QueryPlan[] queries)
    {
        _plan = new PipelinePlan(TripTables.Sources, queries, "tests");
        _batch = new ChangeBatch(_plan.Sources);
        Engine = new PipelineEngine(_plan, new EngineOptions());
        Sink = new RecordingSink(_plan);
    }

    public PipelineEngine Engine { get; private set; }

    public RecordingSink Sink { get; }

    public PipelinePlan Plan => _plan;

    /// <summary>Applies one transaction, committed at a day long after all its events.</summary>
    public void Apply(params SimulatedChange[] changes) => ApplyAt(TripTables.At("2024-06-01 00:00"), changes);

    public void ApplyAt(DateTime commitTime, params SimulatedChange[] changes)
    {
        _batch.Clear();
        _batch.BeginTransaction(new Lsn(_lsn), SimulatedRows.Microseconds(commitTime));
        foreach (var change in changes)
        {
            SimulatedRows.Add(_batch, _plan.Sources, change);
        }

        _lsn += 0x100;
        _batch.End = new SourcePosition(new Lsn(_lsn), SourceState: null);
        Engine.Apply(_batch);
    }

    public void Apply(UnreadableChange change)
    {
        _batch.Clear();
        _batch.Add(change);
        Engine.Apply(_batch);
    }

    public Epoch Complete()
    {
        var epoch = Engine.CompleteEpoch(new SourcePosition(new Lsn(_lsn), SourceState: null));
        Sink.Commit(epoch);
        return epoch;
    }

    public Epoch Run(params SimulatedChange[] changes)
    {
        Apply(changes);
        return Complete();
    }

    public IReadOnlyList<string> Rows(string table = "result") => Sink.RowsOf(table);

    /// <summary>Loses all that is in memory.</summary>
    public void Restart() => Engine = PipelineEngine.Restore(_plan, new EngineOptions(), Sink.Load()!);

    /// <summary>The ledger's classes of the trips, in words, those that are 0 left out.</summary>
    public string Ledger(int table = TripTables.Trips)
    {
        var ledger = Engine.Tables[table].Ledger;
        Assert.True(ledger.IsBalanced);
        (string Name, long Count)[] classes =
        [
            ("applied", ledger.Applied), ("late", ledger.LateCorrected), ("dropped", ledger.DroppedLate),
            ("filtered", ledger.Filtered), ("quarantined", ledger.Quarantined),
        ];
        return string.Join(" ", classes.Where(part => part.Count > 0).Select(part => $"{part.Name} {part.Count}"));
    }
}
