using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.State;

/// <summary>
/// How some columns of a row are packed into a key of few words: narrow integers two to a word, NULL bits only where a
/// column may be NULL. Keys of equal values are equal word for word.
/// </summary>
internal sealed class KeyLayout
{
    private const int MaxColumns = 64;

    private readonly Field[] _fields;
    private readonly bool _hasNullWord;

    /// <summary>Packs those columns of a row type.</summary>
    /// <param name="type">The rows the key is taken from.</param>
    /// <param name="columns">Positions of the key's columns.</param>
    /// <param name="keepsNulls">
    /// Whether NULL is a key value; otherwise <see cref="HasNull"/> must be asked first.
    /// </param>
    public KeyLayout(RowType type, IReadOnlyList<int> columns, bool keepsNulls)
    {
        if (columns.Count > MaxColumns)
        {
            throw new NotSupportedException(
                $"A key has {columns.Count} columns; the engine takes at most {MaxColumns}.");
        }

        _hasNullWord = keepsNulls && columns.Any(column => type.Columns[column].Type.IsNullable);
        _fields = new Field[columns.Count];
        var words = _hasNullWord ? 1 : 0;
        var texts = 0;
        int? halfFreeWord = null;
        for (var index = 0; index < columns.Count; index++)
        {
            var column = columns[index];
            var kind = type.Columns[column].Type.Kind;
            FieldShape shape;
            int target;
            switch (kind)
            {
                case ValueKind.Text:
                    shape = FieldShape.Text;
                    target = texts++;
                    break;
                case ValueKind.Decimal:
                    shape = FieldShape.TwoWords;
                    target = words;
                    words += 2;
                    break;
                case ValueKind.Int32 or ValueKind.Date or ValueKind.Boolean when halfFreeWord is { } free:
                    shape = FieldShape.HighHalf;
                    target = free;
                    halfFreeWord = null;
                    break;
                case ValueKind.Int32 or ValueKind.Date or ValueKind.Boolean:
                    shape = FieldShape.LowHalf;
                    target = words;
                    halfFreeWord = words++;
                    break;
                default:
                    shape = FieldShape.OneWord;
                    target = words++;
                    break;
            }

            _fields[index] = new Field(shape, type.OffsetOf(column), target, column >> 6, 1L << (column & 63));
        }

        WordCount = words;
        TextCount = texts;
    }

    private enum FieldShape : byte
    {
        OneWord,
        TwoWords,
        LowHalf,
        HighHalf,
        Text,
    }

    /// <summary>Words in a key.</summary>
    public int WordCount { get; }

    /// <summary>Texts in a key.</summary>
    public int TextCount { get; }

    /// <summary>Whether one of the key's columns is NULL in the row.</summary>
    public bool HasNull(long[] words, int wordOffset)
    {
        foreach (ref readonly var field in _fields.AsSpan())
        {
            if ((words[wordOffset + field.NullWord] & field.NullMask) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the row's key.</summary>
    public void Extract(
        long[] words, int wordOffset, string?[] texts, int textOffset, Span<long> key, Span<string?> keyTexts)
    {
        if (_hasNullWord)
        {
            key[0] = 0;
        }

        for (var index = 0; index < _fields.Length; index++)
        {
            ref readonly var field = ref _fields[index];
            switch (field.Shape)
            {
                case FieldShape.OneWord:
                    key[field.Target] = words[wordOffset + field.Source];
                    break;
                case FieldShape.LowHalf:
                    key[field.Target] = (long)(uint)words[wordOffset + field.Source];
                    break;
                case FieldShape.HighHalf:
                    key[field.Target] |= words[wordOffset + field.Source] << 32;
                    break;
                case FieldShape.TwoWords:
                    key[field.Target] = words[wordOffset + field.Source];
                    key[field.Target + 1] = words[wordOffset + field.Source + 1];
                    break;
                default:
                    keyTexts[field.Target] = texts[textOffset + field.Source];
                    break;
            }

            if (_hasNullWord && (words[wordOffset + field.NullWord] & field.NullMask) != 0)
            {
                key[0] |= 1L << index;
            }
        }
    }

    /// <summary>Writes the key's values back as the first columns of a row, which must be clear.</summary>
    public void Unpack(
        ReadOnlySpan<long> key, ReadOnlySpan<string?> keyTexts, RowType type, Span<long> words, Span<string?> texts)
    {
        for (var index = 0; index < _fields.Length; index++)
        {
            ref readonly var field = ref _fields[index];
            var target = type.OffsetOf(index);
            switch (field.Shape)
            {
                case FieldShape.OneWord:
                    words[target] = key[field.Target];
                    break;
                case FieldShape.LowHalf:
                    words[target] = (int)key[field.Target];
                    break;
                case FieldShape.HighHalf:
                    words[target] = key[field.Target] >> 32;
                    break;
                case FieldShape.TwoWords:
                    words[target] = key[field.Target];
                    words[target + 1] = key[field.Target + 1];
                    break;
                default:
                    texts[target] = keyTexts[field.Target];
                    break;
            }

            if (_hasNullWord && ((key[0] >> index) & 1) != 0)
            {
                words[index >> 6] |= 1L << (index & 63);
            }
        }
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Field(FieldShape Shape, int Source, int Target, int NullWord, long NullMask);
}
