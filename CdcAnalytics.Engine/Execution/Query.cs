using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>One query of the pipeline with its state, ready to run.</summary>
internal sealed class Query
{
    private readonly QueryPlan _plan;
    private readonly QueryFaults _faults;
    private readonly EventContext _context;
    private readonly List<QueryInput> _inputs;
    private readonly List<StatefulOperator> _operators;
    private readonly ResultCollector _collector;

    /// <summary>Builds the query without state.</summary>
    /// <exception cref="NotSupportedException">The plan has a shape the engine cannot run.</exception>
    public Query(QueryPlan plan, SourceProgress[] sources, FaultLog faults)
    {
        _plan = plan;
        _context = new EventContext();
        _faults = new QueryFaults(plan.Result, faults);
        _collector = new ResultCollector(plan.Result, _context);
        var builder = new QueryBuilder(plan, sources, _context, _faults);
        builder.Build(_collector);
        _inputs = builder.Inputs;
        _operators = builder.Operators;
    }

    /// <summary>State that is stored, in a fixed order.</summary>
    public IEnumerable<StateTable> StoredTables => _operators.SelectMany(step => step.StoredTables);

    /// <summary>All state.</summary>
    public IEnumerable<StateTable> AllTables => StoredTables.Concat(_operators.SelectMany(step => step.DerivedTables));

    /// <summary>Runs over the changes of a batch in log order.</summary>
    public void Apply(ChangeBatch batch, BatchFacts facts)
    {
        foreach (var input in _inputs)
        {
            Apply(input, batch, facts);
        }
    }

    /// <summary>Brings the output up to date with the state.</summary>
    public void Flush()
    {
        foreach (var step in _operators)
        {
            step.Flush();
        }
    }

    /// <summary>Hands over what the epoch changes in the result table; null when nothing.</summary>
    public ResultChanges? TakeResults() => _collector.Take();

    /// <summary>Settles what the epoch touched; after its state was written.</summary>
    public void EndEpoch()
    {
        foreach (var step in _operators)
        {
            step.EndEpoch();
        }
    }

    /// <summary>Computes what is not stored.</summary>
    public void AfterRestore()
    {
        foreach (var step in _operators)
        {
            step.AfterRestore();
        }
    }

    /// <summary>Drops all state, and the result rows as well when they are live.</summary>
    public void Forget()
    {
        foreach (var step in _operators)
        {
            step.Forget();
        }

        if (!_plan.Result.IsFinal)
        {
            _collector.Clear();
        }
    }

    private void Apply(QueryInput input, ChangeBatch batch, BatchFacts facts)
    {
        var events = batch.EventSpan();
        var rows = batch.RowsOf(input.TableIndex);
        var words = rows.Words;
        var texts = rows.Texts;
        var wordCount = rows.Type.WordCount;
        var textCount = rows.Type.TextCount;
        for (var index = 0; index < events.Length; index++)
        {
            ref readonly var change = ref events[index];
            if (change.Table != input.TableIndex)
            {
                continue;
            }

            ref var outcomes = ref facts.OutcomesOf(index);
            _context.Begin(facts.WatermarkBefore(index), (outcomes & EventOutcomes.ReadAnew) != 0);
            string? failure = null;
            var row = change.Row;
            switch (change.Operation)
            {
                case ChangeOperation.Truncate:
                    input.Truncate();
                    _context.IsTaken = true;
                    break;
                case ChangeOperation.Update:
                    // When the image before fails, it failed as well when it came: there is nothing to take back.
                    TryPush(input.Entry, words, row * wordCount, texts, row * textCount, weight: -1);
                    row++;
                    failure = TryPush(input.Entry, words, row * wordCount, texts, row * textCount, weight: 1);
                    break;
                default:
                    var weight = change.Operation == ChangeOperation.Delete ? -1 : 1;
                    failure = TryPush(input.Entry, words, row * wordCount, texts, row * textCount, weight);
                    break;
            }

            outcomes |= _context.IsTaken ? EventOutcomes.Taken : EventOutcomes.None;
            if (failure is not null || _context.ClosedWindowEnd is not null)
            {
                outcomes |= Record(input, batch, facts, index, failure);
            }
        }
    }

    private static string? TryPush(
        RowSink entry, long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        try
        {
            entry.Push(words, wordOffset, texts, textOffset, weight);
            return null;
        }
        catch (RowEvaluationException exception)
        {
            return exception.Message;
        }
    }

    private EventOutcomes Record(
        QueryInput input, ChangeBatch batch, BatchFacts facts, int index, string? failure)
    {
        var change = batch.EventSpan()[index];
        var rows = batch.RowsOf(input.TableIndex);
        var row = BatchFacts.DecisiveRow(change);
        var commitLsn = facts.CommitLsnOf(batch, index);
        var outcomes = EventOutcomes.None;
        if (failure is not null)
        {
            _faults.AddChange(input.TableIndex, input.Table, change, row, rows, failure, commitLsn);
            outcomes |= EventOutcomes.Quarantined;
        }

        if (_context.ClosedWindowEnd is { } windowEnd
            && facts.EventTimeOf(batch, change) is { } eventTime
            && _context.Watermark is { } watermark)
        {
            _faults.AddDropped(
                input.TableIndex, input.Table, change, row, rows, eventTime, watermark, windowEnd, commitLsn);
            outcomes |= EventOutcomes.Dropped;
        }

        return outcomes;
    }
}
