using System.Security.Cryptography;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Testing.Simulation;

namespace CdcAnalytics.Engine.Simulation;

/// <summary>
/// A whole life of an engine, decided by its seed: a pipeline, a log, where batches and epochs are cut, where it
/// crashes. After every commit the results and the ledger are compared with the oracle's.
/// </summary>
internal sealed class SimulatedLife : IAsyncDisposable
{
    private const int Transactions = 150;
    private const int MaxCrashes = 12;

    private readonly SimulatedPipeline _pipeline;
    private readonly SimulatedLog _log;
    private readonly RecordingSink _sink;
    private readonly FaultPlan _faults;
    private readonly Random _cuts;
    private readonly IncrementalHash _stateHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Oracle _oracle;
    private int _judged;

    public SimulatedLife(int seed, bool crashes)
    {
        var random = new Random(seed);
        _pipeline = new SimulatedPipeline(new Random(random.Next()));
        var writer = new LogWriter(new Random(random.Next()));
        writer.Write(Transactions);
        _log = writer.Log;
        _sink = new RecordingSink(_pipeline.Plan);
        _cuts = new Random(random.Next());
        _faults = new FaultPlan(new Random(random.Next()), probability: 0.05, crashes ? MaxCrashes : 0);
        _oracle = new Oracle(_pipeline);
    }

    public int Crashes => _faults.Faults;

    public RecordingSink Sink => _sink;

    /// <summary>A digest of all state bytes the life wrote.</summary>
    public string StateDigest => Convert.ToHexString(_stateHash.GetCurrentHash());

    public void Run()
    {
        while (true)
        {
            try
            {
                RunUntilCrash();
                return;
            }
            catch (SimulatedCrashException)
            {
                // Everything in memory is gone; the next round begins from what was committed.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stateHash.Dispose();
        await _sink.DisposeAsync();
    }

    private void RunUntilCrash()
    {
        var checkpoint = _sink.Load();
        var engine = checkpoint is null
            ? new PipelineEngine(_pipeline.Plan, new EngineOptions())
            : PipelineEngine.Restore(_pipeline.Plan, new EngineOptions(), checkpoint);
        var source = new SimulatedSource(
            _log, _pipeline.Plan.Sources, checkpoint?.Position, _cuts, maxBatchChanges: _cuts.Next(1, 60));
        var batch = new ChangeBatch(_pipeline.Plan.Sources);
        var completeOneIn = _cuts.Next(1, 6);
        SimulatedTransaction? begun = null;
        while (!source.IsAtEnd)
        {
            if (source.Next is { StartsAnew: true } anew && anew != begun)
            {
                engine.BeginResynchronisation();
                begun = anew;
            }

            batch.Clear();
            source.Read(batch);
            engine.Apply(batch);
            _faults.Pass(FaultPoint.AfterApply);
            if (batch.End is { } end
                && (_cuts.Next(completeOneIn) == 0 || source.IsAtEnd || source.Next is { StartsAnew: true }))
            {
                var epoch = engine.CompleteEpoch(end);
                _faults.Pass(FaultPoint.BeforeCommit);
                Commit(epoch);
                _faults.Pass(FaultPoint.AfterCommit);
            }
        }
    }

    private void Commit(Epoch epoch)
    {
        _sink.Commit(epoch);
        _stateHash.AppendData(epoch.State.Delta.Span);
        foreach (var segment in epoch.State.Segments)
        {
            _stateHash.AppendData(segment.Content.Span);
        }

        for (var end = _log.IndexAfter(epoch.End.CommitEndLsn); _judged < end; _judged++)
        {
            _oracle.Apply(_log.Transactions[_judged]);
        }

        Judge(epoch);
    }

    private void Judge(Epoch epoch)
    {
        var live = new LiveAnswers(_pipeline, _oracle);
        Compare("window_final", _oracle.ClosedWindowRows);
        Compare("hour_live", live.HourLive());
        Compare("flow_live", live.FlowLive());
        Compare("top_live", live.TopLive());
        Compare("odd_live", live.OddLive());
        Compare("totals_live", live.TotalsLive());
        Compare("kind_live", live.KindLive());
        for (var table = 0; table < epoch.Tables.Count; table++)
        {
            var ledger = epoch.Tables[table].Ledger;
            Assert.True(ledger.IsBalanced);
            Assert.Equal(
                _oracle.Ledger[table],
                new[]
                {
                    ledger.Captured, ledger.Applied, ledger.LateCorrected, ledger.DroppedLate, ledger.Filtered,
                    ledger.Quarantined,
                });
        }

        var watermark = epoch.Tables[SimulatedPipeline.Trips].Watermark;
        Assert.Equal(
            _oracle.Watermark is { } expected ? SimulatedRows.Microseconds(expected) : null, watermark?.Microseconds);
        Assert.Equal(
            _oracle.Ledger[SimulatedPipeline.Trips][5], _sink.Quarantined.Count(entry => entry.Table is not null));
    }

    private void Compare(string table, IEnumerable<string> expected) =>
        Assert.Equal(
            expected.Order(StringComparer.Ordinal), _sink.RowsOf(table).Order(StringComparer.Ordinal));
}
