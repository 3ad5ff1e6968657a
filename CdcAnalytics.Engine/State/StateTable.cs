using System.Runtime.CompilerServices;

namespace CdcAnalytics.Engine.State;

/// <summary>
/// Entries found by key: an open-addressing index over entries in pages, so that growing moves the index but never an
/// entry. It knows which entries an epoch touched. An entry is named by its number, which stays until the entry is
/// gone; entries of weight 0 go when the epoch ends.
/// </summary>
internal sealed class StateTable
{
    /// <summary>Bits of an entry's number that say where it lies in its page.</summary>
    public const int PageBits = 10;

    private const int PageMask = (1 << PageBits) - 1;
    private const int SmallestIndexBits = 6;
    private const int HashBits = 32;
    private const uint HomeMultiplier = 2_654_435_769;
    private const byte InUse = 1;
    private const byte Dirty = 2;
    private const byte Stored = 4;

    private readonly Stack<int> _free = [];
    private readonly List<int> _dirty = [];
    private readonly OldValues _old;
    private long[][] _wordPages = [];
    private string?[][] _textPages = [];
    private byte[][] _flagPages = [];
    private ulong[] _slots = new ulong[1 << SmallestIndexBits];
    private int _indexBits = SmallestIndexBits;
    private int _next;

    /// <summary>An empty table.</summary>
    public StateTable(StateShape shape)
    {
        Shape = shape;
        _old = new OldValues(shape);
    }

    /// <summary>What its entries are made of.</summary>
    public StateShape Shape { get; }

    /// <summary>Entries, those of weight 0 that wait for the epoch's end included.</summary>
    public int Count { get; private set; }

    /// <summary>Entries touched in this epoch, in order of their first touch.</summary>
    public ReadOnlySpan<int> DirtyEntries => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_dirty);

    /// <summary>Whether all entries were forgotten in this epoch, without naming them.</summary>
    public bool WasForgotten { get; private set; }

    /// <summary>One more than the greatest number an entry has.</summary>
    public int Limit => _next;

    /// <summary>Memory taken, in bytes, with a guess for each text.</summary>
    public long ApproximateBytes =>
        ((long)_wordPages.Length << PageBits) * ((Shape.Words * sizeof(long)) + (Shape.Texts * IntPtr.Size) + 1)
        + ((long)_slots.Length * sizeof(ulong))
        + _old.ApproximateBytes
        + ((long)Count * Shape.Texts * 48);

    /// <summary>The words of an entry's page and where the entry begins in it: key, values, links.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long[] WordsOf(int entry, out int offset)
    {
        offset = (entry & PageMask) * Shape.Words;
        return _wordPages[entry >> PageBits];
    }

    /// <summary>The texts of an entry's page and where the entry begins in it: key, values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string?[] TextsOf(int entry, out int offset)
    {
        offset = (entry & PageMask) * Shape.Texts;
        return _textPages[entry >> PageBits];
    }

    /// <summary>The key's words.</summary>
    public ReadOnlySpan<long> KeyOf(int entry) => WordsOf(entry, out var offset).AsSpan(offset, Shape.KeyWords);

    /// <summary>The key's texts.</summary>
    public ReadOnlySpan<string?> KeyTextsOf(int entry) =>
        Shape.KeyTexts == 0 ? [] : TextsOf(entry, out var offset).AsSpan(offset, Shape.KeyTexts);

    /// <summary>The values' words; the first is the weight.</summary>
    public Span<long> ValuesOf(int entry) =>
        WordsOf(entry, out var offset).AsSpan(offset + Shape.KeyWords, Shape.ValueWords);

    /// <summary>The values' texts.</summary>
    public Span<string?> ValueTextsOf(int entry) =>
        Shape.ValueTexts == 0 ? [] : TextsOf(entry, out var offset).AsSpan(offset + Shape.KeyTexts, Shape.ValueTexts);

    /// <summary>The words kept in memory only.</summary>
    public Span<long> LinksOf(int entry) =>
        WordsOf(entry, out var offset).AsSpan(offset + Shape.KeyWords + Shape.ValueWords, Shape.LinkWords);

    /// <summary>Whether there is such an entry, be it of weight 0.</summary>
    public bool IsInUse(int entry) => (FlagsOf(entry) & InUse) != 0;

    /// <summary>Whether there is such an entry and its weight is not 0.</summary>
    public bool IsLive(int entry) => IsInUse(entry) && WordsOf(entry, out var offset)[offset + Shape.KeyWords] != 0;

    /// <summary>Whether the entry stood when the epoch began.</summary>
    public bool WasStored(int entry) => (FlagsOf(entry) & Stored) != 0;

    /// <summary>The old values' words of the entry touched as the n-th.</summary>
    public Span<long> OldValuesOf(int dirtyIndex) => _old.WordsOf(dirtyIndex);

    /// <summary>The old values' texts of the entry touched as the n-th.</summary>
    public Span<string?> OldValueTextsOf(int dirtyIndex) => _old.TextsOf(dirtyIndex);

    /// <summary>Finds the entry of a key.</summary>
    public bool TryFind(ReadOnlySpan<long> key, ReadOnlySpan<string?> keyTexts, out int entry) =>
        TryFind(RowHash.Of(key, keyTexts), key, keyTexts, out entry, out _);

    /// <summary>Finds the entry of a key, or makes one of weight 0.</summary>
    public int FindOrAdd(ReadOnlySpan<long> key, ReadOnlySpan<string?> keyTexts, out bool isAdded)
    {
        var hash = RowHash.Of(key, keyTexts);
        if (TryFind(hash, key, keyTexts, out var entry, out var position))
        {
            isAdded = false;
            return entry;
        }

        if ((Count + 1) * 4L > _slots.Length * 3L)
        {
            GrowIndex();
            TryFind(hash, key, keyTexts, out _, out position);
        }

        entry = TakeEntry();
        key.CopyTo(WordsOf(entry, out var offset).AsSpan(offset));
        if (Shape.KeyTexts > 0)
        {
            keyTexts.CopyTo(TextsOf(entry, out var textOffset).AsSpan(textOffset));
        }

        _slots[position] = ((ulong)hash << HashBits) | ((uint)entry + 1);
        Count++;
        isAdded = true;
        return entry;
    }

    /// <summary>Marks the entry as changed in this epoch; call it before the first change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(int entry)
    {
        ref var flags = ref FlagsOf(entry);
        if ((flags & Dirty) == 0)
        {
            flags |= Dirty;
            RememberOld(entry);
        }
    }

    /// <summary>Removes entries of weight 0 and forgets which were touched.</summary>
    /// <param name="beforeRemoval">Called with each entry that goes, while it is still whole.</param>
    public void EndEpoch(Action<int>? beforeRemoval)
    {
        foreach (var entry in DirtyEntries)
        {
            ref var flags = ref FlagsOf(entry);
            if (WordsOf(entry, out var offset)[offset + Shape.KeyWords] == 0)
            {
                beforeRemoval?.Invoke(entry);
                Remove(entry);
            }
            else
            {
                flags = InUse | Stored;
            }
        }

        if (_old.Clear(_dirty.Count))
        {
            _dirty.Capacity = _dirty.Count;
        }

        _dirty.Clear();
        WasForgotten = false;
    }

    /// <summary>Drops all entries at once, and the memory they took.</summary>
    public void Forget()
    {
        _wordPages = [];
        _textPages = [];
        _flagPages = [];
        _slots = new ulong[1 << SmallestIndexBits];
        _indexBits = SmallestIndexBits;
        _next = 0;
        _free.Clear();
        _dirty.Clear();
        Count = 0;
        WasForgotten = true;
    }

    /// <summary>Empties a table that is not stored, and keeps about the memory the last contents took.</summary>
    public void Reset()
    {
        if (_slots.Length >> SmallestIndexBits > Count)
        {
            _slots = new ulong[1 << SmallestIndexBits];
            _indexBits = SmallestIndexBits;
        }
        else
        {
            Array.Clear(_slots);
        }

        var usedPages = (_next + PageMask) >> PageBits;
        if (_wordPages.Length > usedPages * 2)
        {
            Array.Resize(ref _wordPages, usedPages);
            Array.Resize(ref _flagPages, usedPages);
            Array.Resize(ref _textPages, Shape.Texts > 0 ? usedPages : 0);
        }

        for (var entry = 0; entry < _next; entry++)
        {
            FlagsOf(entry) = 0;
            WordsOf(entry, out var offset).AsSpan(offset, Shape.Words).Clear();
            if (Shape.Texts > 0)
            {
                TextsOf(entry, out var textOffset).AsSpan(textOffset, Shape.Texts).Clear();
            }
        }

        _next = 0;
        _free.Clear();
        _dirty.Clear();
        Count = 0;
    }

    /// <summary>Removes an entry at once, without a trace in the epoch's delta; used while state is restored.</summary>
    public void RemoveUntraced(int entry) => Remove(entry);

    /// <summary>Marks an entry as standing since an earlier epoch; used while state is restored.</summary>
    public void MarkStored(int entry) => FlagsOf(entry) = InUse | Stored;

    /// <summary>
    /// Lists the entries of some of the parts the keys' hashes fall into, each in order of their numbers.
    /// </summary>
    /// <param name="partBits">The logarithm of the number of parts.</param>
    /// <param name="lists">For each part, the list that receives its entries, or null.</param>
    public void CollectParts(int partBits, List<int>?[] lists)
    {
        foreach (var slot in _slots)
        {
            if (slot != 0 && lists[(int)(slot >> (64 - partBits))] is { } entries)
            {
                entries.Add((int)(uint)slot - 1);
            }
        }

        // In the order of the index they would, when read, fill another index from one end, which makes long runs.
        foreach (var entries in lists)
        {
            entries?.Sort();
        }
    }

    /// <summary>Which part the entry's key falls into.</summary>
    public int PartOf(int entry, int partBits) =>
        (int)(RowHash.Of(KeyOf(entry), KeyTextsOf(entry)) >> (HashBits - partBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte FlagsOf(int entry) => ref _flagPages[entry >> PageBits][entry & PageMask];

    private bool TryFind(
        uint hash, ReadOnlySpan<long> key, ReadOnlySpan<string?> keyTexts, out int entry, out int position)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        position = HomeOf(hash);
        while (true)
        {
            var slot = slots[position];
            if (slot == 0)
            {
                entry = default;
                return false;
            }

            if ((uint)(slot >> HashBits) == hash)
            {
                entry = (int)(uint)slot - 1;
                var words = WordsOf(entry, out var offset);
                if (key.SequenceEqual(words.AsSpan(offset, key.Length))
                    && (keyTexts.Length == 0 || RowText.AreEqual(keyTexts, KeyTextsOf(entry))))
                {
                    return true;
                }
            }

            position = (position + 1) & mask;
        }
    }

    private void RememberOld(int entry)
    {
        if (Shape.KeepsOld)
        {
            _old.Keep(_dirty.Count, ValuesOf(entry), ValueTextsOf(entry));
        }

        _dirty.Add(entry);
    }

    private int TakeEntry()
    {
        if (!_free.TryPop(out var entry))
        {
            entry = _next++;
            if (entry >> PageBits >= _wordPages.Length)
            {
                AddPage();
            }
        }

        FlagsOf(entry) = InUse;
        return entry;
    }

    private void AddPage()
    {
        _wordPages = [.. _wordPages, new long[Shape.Words << PageBits]];
        _flagPages = [.. _flagPages, new byte[1 << PageBits]];
        if (Shape.Texts > 0)
        {
            _textPages = [.. _textPages, new string?[Shape.Texts << PageBits]];
        }
    }

    private void GrowIndex()
    {
        var old = _slots;
        _indexBits++;
        _slots = new ulong[1 << _indexBits];
        var mask = _slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot != 0)
            {
                var position = HomeOf((uint)(slot >> HashBits));
                while (_slots[position] != 0)
                {
                    position = (position + 1) & mask;
                }

                _slots[position] = slot;
            }
        }
    }

    /// <summary>
    /// Where an entry belongs in the index. Scrambled, so that entries which come part by part, as they do when read,
    /// spread over the whole index.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HomeOf(uint hash) => (int)((hash * HomeMultiplier) >> (HashBits - _indexBits));

    private void Remove(int entry)
    {
        if (!TryFind(RowHash.Of(KeyOf(entry), KeyTextsOf(entry)), KeyOf(entry), KeyTextsOf(entry), out _, out var hole))
        {
            throw new InvalidOperationException(
                "The state index has lost an entry; the engine's state is not to be trusted.");
        }

        // Close the gap: a later entry of the same run that may lie in the hole moves into it, which makes a new hole.
        var mask = _slots.Length - 1;
        for (var position = (hole + 1) & mask; _slots[position] != 0; position = (position + 1) & mask)
        {
            var home = HomeOf((uint)(_slots[position] >> HashBits));
            if (((position - home) & mask) >= ((position - hole) & mask))
            {
                _slots[hole] = _slots[position];
                hole = position;
            }
        }

        _slots[hole] = 0;
        WordsOf(entry, out var offset).AsSpan(offset, Shape.Words).Clear();
        if (Shape.Texts > 0)
        {
            TextsOf(entry, out var textOffset).AsSpan(textOffset, Shape.Texts).Clear();
        }

        FlagsOf(entry) = 0;
        _free.Push(entry);
        Count--;
    }
}
