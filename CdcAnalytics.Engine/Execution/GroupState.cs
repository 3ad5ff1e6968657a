using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>The groups of an aggregate: their keys, accumulators and, where needed, their values one by one.</summary>
internal sealed class GroupState
{
    private const int StaleLink = 0;

    private readonly string _queryName;
    private readonly RowType _output;
    private readonly KeyLayout _keyLayout;
    private readonly AggregateLayout _layout;
    private readonly Accumulation[] _accumulations;
    private readonly ValueMultiset[] _multisets;
    private readonly long[] _key;
    private readonly string?[] _keyTexts;

    /// <summary>An empty state.</summary>
    /// <param name="queryName">For messages.</param>
    /// <param name="input">The rows that are grouped.</param>
    /// <param name="output">The key columns, then the aggregates.</param>
    /// <param name="keyColumns">Positions in the input.</param>
    /// <param name="calls">The aggregates.</param>
    /// <param name="ownLinks">
    /// Link words of each group that the caller needs for itself; they are the last ones.
    /// </param>
    public GroupState(
        string queryName,
        RowType input,
        RowType output,
        IReadOnlyList<int> keyColumns,
        IReadOnlyList<AggregateCall> calls,
        int ownLinks)
    {
        _queryName = queryName;
        _output = output;
        _keyLayout = new KeyLayout(input, keyColumns, keepsNulls: true);
        _layout = new AggregateLayout(input, output, keyColumns.Count, calls);
        _accumulations = _layout.Accumulations;
        var multisetLinks = _layout.Multisets.Count == 0 ? 0 : 1 + _layout.Multisets.Count;
        FirstOwnLink = multisetLinks;
        Table = new StateTable(new StateShape(
            _keyLayout.WordCount,
            _keyLayout.TextCount,
            _layout.ValueWords,
            _layout.ValueTexts,
            multisetLinks + ownLinks,
            KeepsOld: true));
        _multisets =
        [
            .. _layout.Multisets.Select((multiset, index) =>
                new ValueMultiset(multiset, Table, headLink: StaleLink + 1 + index, StaleLink, index)),
        ];
        _key = new long[_keyLayout.WordCount];
        _keyTexts = new string?[_keyLayout.TextCount];
    }

    /// <summary>The groups; the first value word is how many rows a group has.</summary>
    public StateTable Table { get; }

    /// <summary>The first link word that is the caller's.</summary>
    public int FirstOwnLink { get; }

    /// <summary>All that is stored.</summary>
    public IEnumerable<StateTable> StoredTables => [Table, .. _multisets.Select(multiset => multiset.Table)];

    /// <summary>Takes a row into its group.</summary>
    /// <returns>The group.</returns>
    /// <exception cref="BrokenInvariantException">A row was retracted that the group does not have.</exception>
    public int Update(
        long[] words, int wordOffset, string?[] texts, int textOffset, int weight, out bool isAdded)
    {
        _keyLayout.Extract(words, wordOffset, texts, textOffset, _key, _keyTexts);
        var group = Table.FindOrAdd(_key, _keyTexts, out isAdded);
        Table.Touch(group);
        foreach (var multiset in _multisets)
        {
            if (!multiset.Update(group, words, wordOffset, texts, textOffset, weight))
            {
                throw Broken(group);
            }
        }

        var page = Table.WordsOf(group, out var offset);
        var values = page.AsSpan(offset + Table.Shape.KeyWords, Table.Shape.ValueWords);
        Accumulation.Apply(_accumulations, words.AsSpan(wordOffset), values, weight);
        values[AggregateLayout.WeightTarget] += weight;
        if (values[AggregateLayout.WeightTarget] < 0)
        {
            throw Broken(group);
        }

        return group;
    }

    /// <summary>Finds lost extremes again; before a group's values are read.</summary>
    public void Refresh(int group)
    {
        foreach (var multiset in _multisets)
        {
            multiset.Refresh(group);
        }
    }

    /// <summary>Takes all rows out of a group.</summary>
    public void Clear(int group)
    {
        Table.Touch(group);
        foreach (var multiset in _multisets)
        {
            multiset.Clear(group);
        }

        Table.ValuesOf(group).Clear();
        Table.ValueTextsOf(group).Clear();
    }

    /// <summary>Takes all rows out of all groups.</summary>
    public void ClearAll()
    {
        for (var group = 0; group < Table.Limit; group++)
        {
            if (Table.IsLive(group))
            {
                Clear(group);
            }
        }
    }

    /// <summary>Writes a group's output row.</summary>
    /// <exception cref="RowEvaluationException">
    /// A result does not fit its column; the key columns are written.
    /// </exception>
    public void WriteOutput(
        ReadOnlySpan<long> key,
        ReadOnlySpan<string?> keyTexts,
        ReadOnlySpan<long> values,
        ReadOnlySpan<string?> valueTexts,
        long[] words,
        string?[] texts)
    {
        Array.Clear(words);
        Array.Clear(texts);
        _keyLayout.Unpack(key, keyTexts, _output, words, texts);
        foreach (ref readonly var result in _layout.Results.AsSpan())
        {
            result.Write(values, valueTexts, words, texts);
        }
    }

    /// <summary>Ends the epoch.</summary>
    public void EndEpoch(Action<int>? beforeRemoval)
    {
        // The values go first: each is taken out of the chain its group holds.
        foreach (var multiset in _multisets)
        {
            multiset.EndEpoch();
        }

        Table.EndEpoch(beforeRemoval);
    }

    /// <summary>Chains the values to their groups again.</summary>
    public void AfterRestore()
    {
        foreach (var multiset in _multisets)
        {
            if (!multiset.TryRestoreChains())
            {
                throw new Checkpoints.CheckpointMismatchException(
                    $"The stored state of '{_queryName}' has values of a group that is missing; it is damaged.");
            }
        }
    }

    /// <summary>Drops everything at once.</summary>
    public void Forget()
    {
        foreach (var table in StoredTables)
        {
            table.Forget();
        }
    }

    private BrokenInvariantException Broken(int group)
    {
        var words = new long[_output.WordCount];
        var texts = new string?[_output.TextCount];
        _keyLayout.Unpack(Table.KeyOf(group), Table.KeyTextsOf(group), _output, words, texts);
        return new BrokenInvariantException(
            $"'{_queryName}' was told to take back a row that group {RowFormat.JsonOf(_output, words, texts)} does not "
            + "have.");
    }
}
