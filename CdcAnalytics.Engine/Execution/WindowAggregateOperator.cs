using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.State;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// A final GROUP BY over windows: a window's rows are emitted once, when the watermark has reached its end, and then
/// forgotten. That a window is closed is never stored: the watermark says it.
/// </summary>
internal sealed class WindowAggregateOperator : StatefulOperator
{
    private readonly EventContext _context;
    private readonly SourceProgress _progress;
    private readonly GroupState _groups;
    private readonly int _endOffset;
    private readonly int _chainLink;
    private readonly int _endLink;
    private readonly int _outputEndOffset;
    private readonly Dictionary<long, long> _openWindows = [];
    private readonly List<long> _closing = [];
    private readonly List<int> _members = [];
    private readonly Action<int> _unlink;
    private readonly long[] _words;
    private readonly string?[] _texts;

    /// <summary>No window open yet.</summary>
    /// <param name="plan">What is grouped and computed.</param>
    /// <param name="queryName">For messages.</param>
    /// <param name="progress">The watermark of the source table.</param>
    /// <param name="context">The watermark before each change; learns what became of the row.</param>
    /// <param name="faults">Takes rows that cannot be computed.</param>
    public WindowAggregateOperator(
        PlanNode.WindowAggregate plan,
        string queryName,
        SourceProgress progress,
        EventContext context,
        QueryFaults faults)
        : base(plan.Output, faults)
    {
        _context = context;
        _progress = progress;
        _groups = new GroupState(
            queryName, plan.Input.Output, plan.Output, plan.KeyColumns, plan.Aggregates, ownLinks: 2);
        _chainLink = _groups.FirstOwnLink;
        _endLink = _groups.FirstOwnLink + 1;
        _endOffset = plan.Input.Output.OffsetOf(plan.WindowEndColumn);
        _outputEndOffset = plan.Output.OffsetOf(EndKeyOf(plan, queryName));
        _unlink = Unlink;
        _words = new long[plan.Output.WordCount];
        _texts = new string?[plan.Output.TextCount];
    }

    /// <inheritdoc/>
    public override IEnumerable<StateTable> StoredTables => _groups.StoredTables;

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        var end = words[wordOffset + _endOffset];
        if (_context.Watermark is { } watermark && watermark.Microseconds >= end)
        {
            if (_context.SettlesSilently)
            {
                _context.IsTaken = true;
            }
            else
            {
                _context.ClosedWindowEnd ??= new EventTime(end);
            }

            return;
        }

        var group = _groups.Update(words, wordOffset, texts, textOffset, weight, out var isAdded);
        if (isAdded)
        {
            Link(group, end);
        }

        _context.IsTaken = true;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        CloseUpTo(_progress.Watermark);

        // Windows that stay open are stored with this epoch: a lost extremum is not known to be lost after a restore.
        foreach (var group in _groups.Table.DirtyEntries)
        {
            _groups.Refresh(group);
        }
    }

    /// <inheritdoc/>
    public override void Enumerate(RowSink sink) =>
        throw new NotSupportedException("The output of a final aggregate is not kept.");

    /// <inheritdoc/>
    public override void EndEpoch() => _groups.EndEpoch(_unlink);

    /// <inheritdoc/>
    public override void AfterRestore()
    {
        _groups.AfterRestore();
        var table = _groups.Table;
        for (var group = 0; group < table.Limit; group++)
        {
            if (table.IsInUse(group))
            {
                WriteOutput(group, out _);
                Link(group, _words[_outputEndOffset]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        _groups.Forget();
        _openWindows.Clear();
    }

    /// <inheritdoc/>
    public override void Truncate()
    {
        // Rows whose window the watermark has closed in this epoch were there when it closed: they stand. Their window
        // is emitted first, as it would be had the epoch ended here.
        CloseUpTo(_context.Watermark);
        _groups.ClearAll();
    }

    private static int EndKeyOf(PlanNode.WindowAggregate plan, string queryName)
    {
        for (var index = 0; index < plan.KeyColumns.Count; index++)
        {
            if (plan.KeyColumns[index] == plan.WindowEndColumn)
            {
                return index;
            }
        }

        throw new NotSupportedException($"'{queryName}' does not group by its window's end.");
    }

    private void CloseUpTo(EventTime? watermark)
    {
        if (watermark is not { } reached)
        {
            return;
        }

        _closing.Clear();
        foreach (var end in _openWindows.Keys)
        {
            if (end <= reached.Microseconds)
            {
                _closing.Add(end);
            }
        }

        _closing.Sort();
        foreach (var end in _closing)
        {
            Close(end);
        }
    }

    private void Link(int group, long end)
    {
        _groups.Table.LinksOf(group)[_endLink] = end;
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_openWindows, end, out _);
        EntryChain.InsertFirst(_groups.Table, _chainLink, ref head, group);
    }

    private void Unlink(int group)
    {
        var end = _groups.Table.LinksOf(group)[_endLink];
        ref var head = ref CollectionsMarshal.GetValueRefOrNullRef(_openWindows, end);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref head))
        {
            return; // The whole window was closed.
        }

        EntryChain.Remove(_groups.Table, _chainLink, ref head, group);
        if (head == 0)
        {
            _openWindows.Remove(end);
        }
    }

    private void Close(long end)
    {
        var table = _groups.Table;
        _members.Clear();
        var hasMember = EntryChain.TryGetFirst(_openWindows[end], out var member);
        while (hasMember)
        {
            if (table.IsLive(member))
            {
                _members.Add(member);
            }

            hasMember = EntryChain.TryGetNext(table, _chainLink, ref member);
        }

        // By key, so that the order does not tell where the log was cut or the engine restored.
        _members.Sort(CompareKeys);
        foreach (var group in _members)
        {
            _groups.Refresh(group);
            WriteOutput(group, out var failure);
            if (failure is null)
            {
                Emit(_words, 0, _texts, 0, weight: 1);
            }
            else
            {
                Withhold(_words, 0, _texts, 0, failure);
            }

            _groups.Clear(group);
        }

        _openWindows.Remove(end);
    }

    private void WriteOutput(int group, out RowEvaluationException? failure)
    {
        var table = _groups.Table;
        failure = null;
        try
        {
            _groups.WriteOutput(
                table.KeyOf(group),
                table.KeyTextsOf(group),
                table.ValuesOf(group),
                table.ValueTextsOf(group),
                _words,
                _texts);
        }
        catch (RowEvaluationException exception)
        {
            failure = exception;
        }
    }

    private int CompareKeys(int left, int right)
    {
        var byWords = _groups.Table.KeyOf(left).SequenceCompareTo(_groups.Table.KeyOf(right));
        if (byWords != 0)
        {
            return byWords;
        }

        var leftTexts = _groups.Table.KeyTextsOf(left);
        var rightTexts = _groups.Table.KeyTextsOf(right);
        for (var index = 0; index < leftTexts.Length; index++)
        {
            var byText = string.CompareOrdinal(leftTexts[index], rightTexts[index]);
            if (byText != 0)
            {
                return byText;
            }
        }

        return 0;
    }
}
