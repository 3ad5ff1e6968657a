using BenchmarkDotNet.Attributes;
using CdcAnalytics.Engine;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Benchmarks;

/// <summary>The engine's work per event, the groups being there already; columns read per event.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Events = 20_000;
    private const int WarmTrips = 200_000;

    private PipelineEngine _aggregate = New(TaxiPlans.Of(TaxiPlans.PaymentMix()));
    private PipelineEngine _window = New(TaxiPlans.Of(TaxiPlans.ZoneHourFinal()));
    private PipelineEngine _all = New(TaxiPlans.All);
    private ChangeBatch _batch = new(TaxiPlans.Sources);
    private SourcePosition _end = new(new Lsn(1), SourceState: null);

    [GlobalSetup]
    public void Warm()
    {
        foreach (var engine in new[] { _aggregate, _window, _all })
        {
            engine.Apply(TaxiBatches.Zones());
            for (var trip = 0; trip < WarmTrips; trip += Events)
            {
                engine.Apply(TaxiBatches.Trips(trip, Events));
                engine.CompleteEpoch(_end);
            }
        }

        _batch = TaxiBatches.Trips(WarmTrips - Events, Events);
    }

    /// <summary>A live aggregate whose groups exist: nothing may be allocated.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void AggregateUpdate() => _aggregate.Apply(_batch);

    /// <summary>A final window: some of the batch is of windows still open, the others are dropped.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Epoch WindowUpdate()
    {
        _window.Apply(_batch);
        return _window.CompleteEpoch(_end);
    }

    /// <summary>All shapes of the taxi pipeline, results and checkpoint included.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Epoch PipelineWithCheckpoint()
    {
        _all.Apply(_batch);
        return _all.CompleteEpoch(_end);
    }

    private static PipelineEngine New(PipelinePlan plan) => new(plan, new EngineOptions());
}
