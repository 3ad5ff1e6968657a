using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// What holds for each change of the batch under way, whichever query looks at it: the watermark before it, whether it
/// is late. Found in one pass in log order, so that each query may then run over the whole batch by itself.
/// </summary>
internal sealed class BatchFacts
{
    private readonly SourceProgress[] _sources;
    private EventTime?[] _watermarks = [];
    private EventOutcomes[] _outcomes = [];
    private ChangeTransaction _lastTransaction;

    /// <summary>Facts over changes of those tables.</summary>
    public BatchFacts(SourceProgress[] sources)
    {
        _sources = sources;
    }

    /// <summary>
    /// Whether the tables are being read anew after a lost slot; until the first change that is not a read.
    /// </summary>
    public bool IsResynchronising { get; set; }

    /// <summary>When the last transaction seen was committed; null until one was since it was last taken.</summary>
    public long? LastCommitTimeMicroseconds { get; set; }

    /// <summary>What is known and said of a change.</summary>
    public ref EventOutcomes OutcomesOf(int index) => ref _outcomes[index];

    /// <summary>The watermark of the change's table before it.</summary>
    public EventTime? WatermarkBefore(int index) => _watermarks[index];

    /// <summary>
    /// The change's event time: of the row it leaves, or of the one it removes; null when its table has none.
    /// </summary>
    public EventTime? EventTimeOf(ChangeBatch batch, in ChangeEvent change)
    {
        if (change.Operation == ChangeOperation.Truncate || _sources[change.Table].EventTimeOffset is not { } offset)
        {
            return null;
        }

        var rows = batch.RowsOf(change.Table);
        return new EventTime(rows.WordsOf(DecisiveRow(change))[offset]);
    }

    /// <summary>The row that decides what a change is: the one it leaves, or the one it removes.</summary>
    public static int DecisiveRow(in ChangeEvent change) =>
        change.Operation == ChangeOperation.Update ? change.Row + 1 : change.Row;

    /// <summary>Walks the batch in log order and moves the watermarks.</summary>
    public void Prepare(ChangeBatch batch)
    {
        var events = batch.EventSpan();
        if (_outcomes.Length < events.Length)
        {
            _outcomes = new EventOutcomes[Math.Max(events.Length, _outcomes.Length * 2)];
            _watermarks = new EventTime?[_outcomes.Length];
        }

        var transactions = batch.Transactions;
        var nextTransaction = 0;
        for (var index = 0; index < events.Length; index++)
        {
            while (nextTransaction < transactions.Count && transactions[nextTransaction].FirstEvent <= index)
            {
                _lastTransaction = transactions[nextTransaction++];
            }

            ref readonly var change = ref events[index];
            var source = _sources[change.Table];
            var outcomes = EventOutcomes.None;
            IsResynchronising &= change.Operation == ChangeOperation.Read;
            if (IsResynchronising)
            {
                outcomes |= EventOutcomes.ReadAnew;
            }

            _watermarks[index] = source.Watermark;
            if (EventTimeOf(batch, change) is { } eventTime)
            {
                if (source.IsLate(eventTime))
                {
                    outcomes |= EventOutcomes.Late;
                }

                source.Advance(eventTime, _lastTransaction.CommitTimeMicroseconds);
            }

            _outcomes[index] = outcomes;
        }

        if (transactions.Count > 0)
        {
            _lastTransaction = transactions[^1];
            LastCommitTimeMicroseconds = _lastTransaction.CommitTimeMicroseconds;
        }
    }

    /// <summary>Where the transaction of a change was committed.</summary>
    public Lsn CommitLsnOf(ChangeBatch batch, int index)
    {
        var transactions = batch.Transactions;
        var low = 0;
        var high = transactions.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (transactions[middle].FirstEvent <= index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 ? transactions[low - 1].CommitLsn : _lastTransaction.CommitLsn;
    }
}
