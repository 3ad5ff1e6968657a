using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// The values of one argument in every group, each with how often it occurs; stored under the group's key and the
/// value, and chained from the group in memory, so that a lost MIN or MAX is found again among the group's own values.
/// </summary>
internal sealed class ValueMultiset
{
    private const int ChainLink = 0;
    private const int GroupLink = 1;
    private const int LinkCount = 2;
    private const int OwnValueWords = 1;

    private readonly MultisetLayout _layout;
    private readonly StateTable _groups;
    private readonly int _headLink;
    private readonly int _staleLink;
    private readonly long _staleMask;
    private readonly Accumulation[] _accumulations;
    private readonly Extremum[] _extremes;
    private readonly long[] _key;
    private readonly string?[] _keyTexts;
    private readonly Action<int> _unlink;

    /// <summary>The values of one argument.</summary>
    /// <param name="layout">Which argument, and what is computed from its values.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="headLink">The groups' link word that holds the head of the chain.</param>
    /// <param name="staleLink">The groups' link word that says which of their multisets lost an extremum.</param>
    /// <param name="index">Which of the groups' multisets this is.</param>
    public ValueMultiset(MultisetLayout layout, StateTable groups, int headLink, int staleLink, int index)
    {
        _layout = layout;
        _groups = groups;
        _headLink = headLink;
        _staleLink = staleLink;
        _staleMask = 1L << index;
        _accumulations = [.. layout.Accumulations];
        _extremes = [.. layout.Extremes];
        Table = new StateTable(new StateShape(
            groups.Shape.KeyWords + layout.WordCount,
            groups.Shape.KeyTexts + layout.TextCount,
            OwnValueWords,
            ValueTexts: 0,
            LinkCount,
            KeepsOld: false));
        _key = new long[Table.Shape.KeyWords];
        _keyTexts = new string?[Table.Shape.KeyTexts];
        _unlink = Unlink;
    }

    /// <summary>The values and how often each occurs.</summary>
    public StateTable Table { get; }

    /// <summary>Takes a row's argument; call it before the row changes the group's other accumulators.</summary>
    /// <returns>False when a value was retracted that the group does not have.</returns>
    public bool Update(int group, long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        if ((words[wordOffset + _layout.NullWord] & _layout.NullMask) != 0)
        {
            return true;
        }

        BuildKey(group, words, wordOffset, texts, textOffset);
        var entry = Table.FindOrAdd(_key, _keyTexts, out var isAdded);
        Table.Touch(entry);
        if (isAdded)
        {
            Link(entry, group);
        }

        ref var count = ref Table.ValuesOf(entry)[0];
        var before = count;
        count += weight;
        if (before == 0 && count > 0)
        {
            Appear(group, entry, words.AsSpan(wordOffset));
        }
        else if (before > 0 && count == 0)
        {
            Disappear(group, entry, words.AsSpan(wordOffset));
        }

        return count >= 0;
    }

    /// <summary>Finds the group's lost extremes again.</summary>
    public void Refresh(int group)
    {
        ref var stale = ref _groups.LinksOf(group)[_staleLink];
        if ((stale & _staleMask) == 0)
        {
            return;
        }

        stale &= ~_staleMask;
        var isFirst = true;
        var hasEntry = EntryChain.TryGetFirst(_groups.LinksOf(group)[_headLink], out var entry);
        while (hasEntry)
        {
            if (Table.IsLive(entry))
            {
                Offer(group, entry, isFirst);
                isFirst = false;
            }

            hasEntry = EntryChain.TryGetNext(Table, ChainLink, ref entry);
        }

        if (isFirst)
        {
            ClearExtremes(group);
        }
    }

    /// <summary>Takes all values out of a group whose own accumulators are cleared as well.</summary>
    public void Clear(int group)
    {
        var hasEntry = EntryChain.TryGetFirst(_groups.LinksOf(group)[_headLink], out var entry);
        while (hasEntry)
        {
            Table.Touch(entry);
            Table.ValuesOf(entry)[0] = 0;
            hasEntry = EntryChain.TryGetNext(Table, ChainLink, ref entry);
        }

        _groups.LinksOf(group)[_staleLink] &= ~_staleMask;
    }

    /// <summary>Removes values that occur no more; before the groups end theirs.</summary>
    public void EndEpoch() => Table.EndEpoch(_unlink);

    /// <summary>Chains all values to their groups again; false when a value's group is missing.</summary>
    public bool TryRestoreChains()
    {
        for (var entry = 0; entry < Table.Limit; entry++)
        {
            if (!Table.IsInUse(entry))
            {
                continue;
            }

            var groupKey = Table.KeyOf(entry)[.._groups.Shape.KeyWords];
            var groupTexts = Table.KeyTextsOf(entry)[.._groups.Shape.KeyTexts];
            if (!_groups.TryFind(groupKey, groupTexts, out var group))
            {
                return false;
            }

            Link(entry, group);
        }

        return true;
    }

    private void BuildKey(int group, long[] words, int wordOffset, string?[] texts, int textOffset)
    {
        var groupWords = _groups.Shape.KeyWords;
        _groups.KeyOf(group).CopyTo(_key);
        if (_layout.WordCount > 0)
        {
            words.AsSpan(wordOffset + _layout.Source, _layout.WordCount).CopyTo(_key.AsSpan(groupWords));
        }

        if (_keyTexts.Length > 0)
        {
            _groups.KeyTextsOf(group).CopyTo(_keyTexts);
            if (_layout.TextCount > 0)
            {
                _keyTexts[^1] = texts[textOffset + _layout.Source];
            }
        }
    }

    private void Link(int entry, int group)
    {
        Table.LinksOf(entry)[GroupLink] = group;
        EntryChain.InsertFirst(Table, ChainLink, ref _groups.LinksOf(group)[_headLink], entry);
    }

    private void Unlink(int entry)
    {
        var group = (int)Table.LinksOf(entry)[GroupLink];
        EntryChain.Remove(Table, ChainLink, ref _groups.LinksOf(group)[_headLink], entry);
    }

    private void Appear(int group, int entry, ReadOnlySpan<long> row)
    {
        var values = _groups.ValuesOf(group);
        Accumulation.Apply(_accumulations, row, values, weight: 1);
        if (_extremes.Length > 0 && (_groups.LinksOf(group)[_staleLink] & _staleMask) == 0)
        {
            Offer(group, entry, isFirst: values[_layout.PresenceTarget] == 0);
        }
    }

    private void Disappear(int group, int entry, ReadOnlySpan<long> row)
    {
        var values = _groups.ValuesOf(group);
        Accumulation.Apply(_accumulations, row, values, weight: -1);
        foreach (ref readonly var extremum in _extremes.AsSpan())
        {
            if (Compare(extremum, group, entry) == 0)
            {
                // Another value takes its place; which one is looked up once, when the epoch completes.
                _groups.LinksOf(group)[_staleLink] |= _staleMask;
            }
        }
    }

    private void Offer(int group, int entry, bool isFirst)
    {
        foreach (ref readonly var extremum in _extremes.AsSpan())
        {
            if (isFirst || IsBetter(extremum, group, entry))
            {
                if (_layout.TextCount > 0)
                {
                    _groups.ValueTextsOf(group)[extremum.Target] = Table.KeyTextsOf(entry)[^1];
                }
                else
                {
                    Table.KeyOf(entry)[_groups.Shape.KeyWords..].CopyTo(_groups.ValuesOf(group)[extremum.Target..]);
                }
            }
        }
    }

    private bool IsBetter(in Extremum extremum, int group, int entry)
    {
        var order = Compare(extremum, group, entry);
        return extremum.IsMaximum ? order > 0 : order < 0;
    }

    /// <summary>How the entry's value compares with the extremum that is kept.</summary>
    private int Compare(in Extremum extremum, int group, int entry) =>
        ValueOrder.Compare(
            extremum.Kind,
            Table.KeyOf(entry),
            Table.KeyTextsOf(entry),
            _layout.TextCount > 0 ? _groups.Shape.KeyTexts : _groups.Shape.KeyWords,
            _groups.ValuesOf(group),
            _groups.ValueTextsOf(group),
            extremum.Target);

    private void ClearExtremes(int group)
    {
        foreach (ref readonly var extremum in _extremes.AsSpan())
        {
            if (_layout.TextCount > 0)
            {
                _groups.ValueTextsOf(group)[extremum.Target] = null;
            }
            else
            {
                _groups.ValuesOf(group).Slice(extremum.Target, _layout.WordCount).Clear();
            }
        }
    }
}
