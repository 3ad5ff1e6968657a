namespace CdcAnalytics.Engine.State;

/// <summary>
/// The bytes of table entries, in deltas and in segments. Key words are written as differences to the entry before,
/// since neighbours share their hour; every entry begins with a tag, the list ends with a zero.
/// </summary>
internal sealed class StateCodec
{
    private const byte EndTag = 0;
    private const byte UpsertTag = 1;
    private const byte RemovalTag = 2;
    private const byte ForgottenTag = 3;

    private readonly StateTable _table;
    private readonly int _partBits;
    private readonly long[] _previous;
    private readonly long[] _key;
    private readonly string?[] _keyTexts;
    private readonly List<int>?[] _collected;

    /// <summary>Writes and reads one table's entries.</summary>
    public StateCodec(StateTable table, int partBits)
    {
        _table = table;
        _partBits = partBits;
        _previous = new long[table.Shape.KeyWords];
        _key = new long[table.Shape.KeyWords];
        _keyTexts = new string?[table.Shape.KeyTexts];
        _collected = new List<int>?[1 << partBits];
    }

    /// <summary>
    /// Writes what the epoch changed and marks each part that has a change; tells whether there was any.
    /// </summary>
    public bool WriteDelta(StateWriter writer, bool[] changedParts)
    {
        Array.Clear(_previous);
        var hasChange = _table.WasForgotten;
        if (hasChange)
        {
            writer.WriteByte(ForgottenTag);
            Array.Fill(changedParts, true);
        }

        foreach (var entry in _table.DirtyEntries)
        {
            var isLive = _table.IsLive(entry);
            if (isLive || _table.WasStored(entry))
            {
                hasChange = true;
                changedParts[_table.PartOf(entry, _partBits)] = true;
                writer.WriteByte(isLive ? UpsertTag : RemovalTag);
                WriteKey(writer, entry);
                if (isLive)
                {
                    WriteValues(writer, entry);
                }
            }
        }

        writer.WriteByte(EndTag);
        return hasChange;
    }

    /// <summary>Finds the entries of some parts, in one walk; before each of them is written.</summary>
    public void CollectParts(IReadOnlyList<int> parts)
    {
        foreach (var part in parts)
        {
            _collected[part] = [];
        }

        _table.CollectParts(_partBits, _collected);
    }

    /// <summary>Writes all entries of a part that was collected.</summary>
    public void WritePart(StateWriter writer, int part)
    {
        Array.Clear(_previous);
        foreach (var entry in _collected[part] ?? [])
        {
            if (!_table.IsLive(entry))
            {
                continue; // It goes when the epoch ends, which is right after.
            }

            writer.WriteByte(UpsertTag);
            WriteKey(writer, entry);
            WriteValues(writer, entry);
        }

        _collected[part] = null;
        writer.WriteByte(EndTag);
    }

    /// <summary>Reads entries into the table.</summary>
    /// <param name="reader">Stands at the first tag.</param>
    /// <param name="isWanted">For each part, whether its entries are to be taken.</param>
    /// <param name="changedParts">Marked for each part that has a change, when given.</param>
    public void Read(ref StateReader reader, bool[] isWanted, bool[]? changedParts)
    {
        Array.Clear(_previous);
        while (true)
        {
            switch (reader.ReadByte())
            {
                case EndTag:
                    return;
                case ForgottenTag:
                    RemoveAll(isWanted);
                    changedParts?.AsSpan().Fill(true);
                    break;
                case UpsertTag:
                    if (ReadKey(ref reader, isWanted, changedParts))
                    {
                        var added = _table.FindOrAdd(_key, _keyTexts, out _);
                        ReadValues(ref reader, added);
                        _table.MarkStored(added);
                    }
                    else
                    {
                        SkipValues(ref reader);
                    }

                    break;
                case RemovalTag:
                    if (ReadKey(ref reader, isWanted, changedParts) && _table.TryFind(_key, _keyTexts, out var entry))
                    {
                        _table.RemoveUntraced(entry);
                    }

                    break;
                default:
                    throw reader.Damaged();
            }
        }
    }

    private void WriteKey(StateWriter writer, int entry)
    {
        var key = _table.KeyOf(entry);
        for (var index = 0; index < key.Length; index++)
        {
            writer.WriteSigned(unchecked(key[index] - _previous[index]));
            _previous[index] = key[index];
        }

        foreach (var text in _table.KeyTextsOf(entry))
        {
            writer.WriteText(text);
        }
    }

    private void WriteValues(StateWriter writer, int entry)
    {
        foreach (var word in _table.ValuesOf(entry))
        {
            writer.WriteSigned(word);
        }

        foreach (var text in _table.ValueTextsOf(entry))
        {
            writer.WriteText(text);
        }
    }

    private bool ReadKey(ref StateReader reader, bool[] isWanted, bool[]? changedParts)
    {
        for (var index = 0; index < _key.Length; index++)
        {
            _key[index] = _previous[index] = unchecked(_previous[index] + reader.ReadSigned());
        }

        for (var index = 0; index < _keyTexts.Length; index++)
        {
            _keyTexts[index] = reader.ReadText();
        }

        var part = (int)(RowHash.Of(_key, _keyTexts) >> (32 - _partBits));
        if (changedParts is not null)
        {
            changedParts[part] = true;
        }

        return isWanted[part];
    }

    private void ReadValues(ref StateReader reader, int entry)
    {
        foreach (ref var word in _table.ValuesOf(entry))
        {
            word = reader.ReadSigned();
        }

        foreach (ref var text in _table.ValueTextsOf(entry))
        {
            text = reader.ReadText();
        }

        if (_table.ValuesOf(entry)[0] == 0)
        {
            throw reader.Damaged();
        }
    }

    private void SkipValues(ref StateReader reader)
    {
        for (var index = 0; index < _table.Shape.ValueWords; index++)
        {
            reader.ReadSigned();
        }

        for (var index = 0; index < _table.Shape.ValueTexts; index++)
        {
            reader.ReadText();
        }
    }

    private void RemoveAll(bool[] isWanted)
    {
        for (var entry = 0; entry < _table.Limit; entry++)
        {
            if (_table.IsInUse(entry) && isWanted[_table.PartOf(entry, _partBits)])
            {
                _table.RemoveUntraced(entry);
            }
        }
    }
}
