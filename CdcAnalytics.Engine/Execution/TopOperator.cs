using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// The first rows of each partition with their numbers. All rows of the input are kept in order, in memory only: they
/// are the output of the state below, and are walked anew when restored. An epoch compares only partitions it touched.
/// </summary>
internal sealed class TopOperator : StatefulOperator
{
    private const int ListLink = 0;

    private readonly string _queryName;
    private readonly RowType _input;
    private readonly int _limit;
    private readonly KeyLayout _partitionLayout;
    private readonly RowOrder _order;
    private readonly StateTable _rows;
    private readonly StateTable _partitions;
    private readonly List<SortedEntries> _lists = [];
    private readonly Stack<int> _freeLists = [];
    private readonly RowBuffer _oldRows;
    private readonly RowBuffer _newRows;
    private readonly List<(int First, int Count)> _oldRanges = [];
    private readonly Comparison<int> _compareEntries;
    private readonly Action<int> _freeList;
    private readonly UpstreamOutput _upstream;
    private readonly long[] _key;
    private readonly string?[] _keyTexts;
    private readonly long[] _words;
    private readonly string?[] _texts;

    /// <summary>No rows.</summary>
    /// <param name="plan">What is ranked.</param>
    /// <param name="queryName">For messages.</param>
    /// <param name="walkInput">Makes a walk of the input into a given end.</param>
    /// <param name="faults">Takes rows that cannot be computed.</param>
    public TopOperator(
        PlanNode.Top plan, string queryName, Func<RowSink, UpstreamOutput> walkInput, QueryFaults faults)
        : base(plan.Output, faults)
    {
        _queryName = queryName;
        _input = plan.Input.Output;
        _limit = plan.Limit;
        _partitionLayout = new KeyLayout(_input, plan.PartitionColumns, keepsNulls: true);
        _order = new RowOrder(_input, plan.Order);
        _rows = new StateTable(new StateShape(
            _input.WordCount, _input.TextCount, ValueWords: 1, ValueTexts: 0, LinkWords: 0, KeepsOld: false));
        _partitions = new StateTable(new StateShape(
            _partitionLayout.WordCount,
            _partitionLayout.TextCount,
            ValueWords: 1,
            ValueTexts: 0,
            LinkWords: 1,
            KeepsOld: false));
        _oldRows = new RowBuffer(_input);
        _newRows = new RowBuffer(_input);
        _compareEntries = CompareEntries;
        _freeList = FreeList;
        _upstream = walkInput(this);
        _key = new long[_partitionLayout.WordCount];
        _keyTexts = new string?[_partitionLayout.TextCount];
        _words = new long[plan.Output.WordCount];
        _texts = new string?[plan.Output.TextCount];
    }

    /// <inheritdoc/>
    public override IEnumerable<StateTable> StoredTables => [];

    /// <inheritdoc/>
    public override IEnumerable<StateTable> DerivedTables => [_rows, _partitions];

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        var list = TouchPartition(words, wordOffset, texts, textOffset, weight);
        var row = _rows.FindOrAdd(
            words.AsSpan(wordOffset, _input.WordCount), texts.AsSpan(textOffset, _input.TextCount), out _);
        _rows.Touch(row);
        ref var count = ref _rows.ValuesOf(row)[0];
        var before = count;
        count += weight;
        if (count < 0)
        {
            throw new BrokenInvariantException(
                $"'{_queryName}' was told to take back a ranked row that never came: "
                + RowFormat.JsonOf(_input, _rows.KeyOf(row), _rows.KeyTextsOf(row)));
        }

        if (before == 0 && count > 0)
        {
            list.Insert(row);
        }
        else if (before > 0 && count == 0)
        {
            list.Remove(row);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        var touched = _partitions.DirtyEntries;
        for (var index = 0; index < touched.Length; index++)
        {
            _newRows.Clear();
            CopyFirst(_lists[ListOf(touched[index])], _newRows);
            var (first, count) = _oldRanges[index];
            for (var place = 0; place < Math.Max(count, _newRows.Count); place++)
            {
                EmitPlace(first + place, place < count, place);
            }
        }
    }

    /// <inheritdoc/>
    public override void Enumerate(RowSink sink)
    {
        for (var partition = 0; partition < _partitions.Limit; partition++)
        {
            if (_partitions.IsLive(partition))
            {
                _newRows.Clear();
                CopyFirst(_lists[ListOf(partition)], _newRows);
                for (var place = 0; place < _newRows.Count; place++)
                {
                    WriteRow(_newRows, place, place);
                    EmitTo(sink, _words, 0, _texts, 0, weight: 1);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void EndEpoch()
    {
        _rows.EndEpoch(beforeRemoval: null);
        _partitions.EndEpoch(_freeList);
        _oldRows.Clear();
        _oldRanges.Clear();
    }

    /// <inheritdoc/>
    public override void AfterRestore()
    {
        _upstream.Enumerate();
        EndEpoch();
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        _rows.Forget();
        _partitions.Forget();
        _lists.Clear();
        _freeLists.Clear();
        _oldRows.Clear();
        _oldRanges.Clear();
    }

    /// <summary>Nothing: the aggregate below retracts its own output.</summary>
    public override void Truncate()
    {
    }

    private SortedEntries TouchPartition(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        _partitionLayout.Extract(words, wordOffset, texts, textOffset, _key, _keyTexts);
        var partition = _partitions.FindOrAdd(_key, _keyTexts, out var isAdded);
        if (isAdded)
        {
            _partitions.LinksOf(partition)[ListLink] = TakeList();
        }

        var touchedBefore = _partitions.DirtyEntries.Length;
        _partitions.Touch(partition);
        var list = _lists[ListOf(partition)];
        if (_partitions.DirtyEntries.Length > touchedBefore)
        {
            var first = _oldRows.Count;
            CopyFirst(list, _oldRows);
            _oldRanges.Add((first, _oldRows.Count - first));
        }

        _partitions.ValuesOf(partition)[0] += weight;
        return list;
    }

    private int ListOf(int partition) => (int)_partitions.LinksOf(partition)[ListLink];

    private int TakeList()
    {
        if (_freeLists.TryPop(out var free))
        {
            return free;
        }

        _lists.Add(new SortedEntries(_compareEntries));
        return _lists.Count - 1;
    }

    private void FreeList(int partition) => _freeLists.Push(ListOf(partition));

    private void CopyFirst(SortedEntries list, RowBuffer target)
    {
        var room = _limit;
        foreach (var row in list.All())
        {
            // Equal rows are kept once with their count; each of them has a number of its own.
            for (var copies = _rows.ValuesOf(row)[0]; copies > 0 && room > 0; copies--, room--)
            {
                var copy = target.AddRow();
                _rows.KeyOf(row).CopyTo(target.WordsOf(copy));
                _rows.KeyTextsOf(row).CopyTo(target.TextsOf(copy));
            }

            if (room == 0)
            {
                return;
            }
        }
    }

    private void EmitPlace(int oldRow, bool hasOld, int place)
    {
        var hasNew = place < _newRows.Count;
        if (hasOld && hasNew
            && _oldRows.WordsOf(oldRow).SequenceEqual(_newRows.WordsOf(place))
            && RowText.AreEqual(_oldRows.TextsOf(oldRow), _newRows.TextsOf(place)))
        {
            return;
        }

        if (hasOld)
        {
            WriteRow(_oldRows, oldRow, place);
            Emit(_words, 0, _texts, 0, weight: -1);
        }

        if (hasNew)
        {
            WriteRow(_newRows, place, place);
            Emit(_words, 0, _texts, 0, weight: 1);
        }
    }

    private void WriteRow(RowBuffer source, int row, int place)
    {
        Array.Clear(_words);
        var words = source.WordsOf(row);
        words[.._input.NullWordCount].CopyTo(_words);
        words[_input.NullWordCount..].CopyTo(_words.AsSpan(OutputType.NullWordCount));
        source.TextsOf(row).CopyTo(_texts);
        _words[^1] = place + 1;
    }

    private int CompareEntries(int left, int right) =>
        _order.Compare(_rows.KeyOf(left), _rows.KeyTextsOf(left), _rows.KeyOf(right), _rows.KeyTextsOf(right));
}
