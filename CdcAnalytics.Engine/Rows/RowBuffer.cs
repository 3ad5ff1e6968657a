using System.Runtime.CompilerServices;

namespace CdcAnalytics.Engine.Rows;

/// <summary>
/// A growable block of rows of one type, row after row, reused from batch to batch. Not safe for concurrent use. Row
/// r's words begin at <c>r * Type.WordCount</c> of <see cref="Words"/>, its texts at <c>r * Type.TextCount</c> of <see
/// cref="Texts"/>; adding rows may replace both arrays.
/// </summary>
public sealed class RowBuffer
{
    private const int InitialRows = 16;

    /// <summary>An empty block.</summary>
    public RowBuffer(RowType type)
        : this(type, InitialRows)
    {
    }

    /// <summary>An empty block with room for a known number of rows.</summary>
    public RowBuffer(RowType type, int capacityRows)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfNegative(capacityRows);
        Type = type;
        Words = new long[capacityRows * type.WordCount];
        Texts = new string?[capacityRows * type.TextCount];
    }

    /// <summary>The type of every row in the block.</summary>
    public RowType Type { get; }

    /// <summary>Rows in the block.</summary>
    public int Count { get; private set; }

    /// <summary>The words of all rows; only those of the first <see cref="Count"/> rows are meaningful.</summary>
    public long[] Words { get; private set; }

    /// <summary>The texts of all rows; only those of the first <see cref="Count"/> rows are meaningful.</summary>
    public string?[] Texts { get; private set; }

    /// <summary>Appends a row of NULL bits unset, zero words and null texts, and returns its index.</summary>
    public int AddRow()
    {
        var row = Count;
        var words = Type.WordCount;
        var texts = Type.TextCount;
        if ((row + 1) * words > Words.Length || (row + 1) * texts > Texts.Length)
        {
            Grow(row + 1);
        }

        Words.AsSpan(row * words, words).Clear();
        Texts.AsSpan(row * texts, texts).Clear();
        Count = row + 1;
        return row;
    }

    /// <summary>Appends a copy of a row of the same type and returns its index.</summary>
    public int AddCopy(RowBuffer source, int row)
    {
        ArgumentNullException.ThrowIfNull(source);
        var added = AddRow();
        source.WordsOf(row).CopyTo(WordsOf(added));
        source.TextsOf(row).CopyTo(TextsOf(added));
        return added;
    }

    /// <summary>Takes the last row off again.</summary>
    public void RemoveLast() => Count--;

    /// <summary>Forgets all rows and keeps the memory; texts are released.</summary>
    public void Clear()
    {
        Texts.AsSpan(0, Count * Type.TextCount).Clear();
        Count = 0;
    }

    /// <summary>The words of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<long> WordsOf(int row) => Words.AsSpan(row * Type.WordCount, Type.WordCount);

    /// <summary>The texts of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<string?> TextsOf(int row) => Texts.AsSpan(row * Type.TextCount, Type.TextCount);

    /// <summary>Whether the value is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row, int column) =>
        ((Words[(row * Type.WordCount) + (column >> 6)] >> (column & 63)) & 1) != 0;

    /// <summary>Marks a value NULL; its words must still be zero and its text null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetNull(int row, int column) =>
        Words[(row * Type.WordCount) + (column >> 6)] |= 1L << (column & 63);

    /// <summary>The word of a boolean, integer, timestamp or date, or the bits of a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long GetWord(int row, int column) => Words[(row * Type.WordCount) + Type.OffsetOf(column)];

    /// <summary>Sets the word of a boolean, integer, timestamp or date, or the bits of a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWord(int row, int column, long value) =>
        Words[(row * Type.WordCount) + Type.OffsetOf(column)] = value;

    /// <summary>A decimal's unscaled value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Int128 GetDecimal(int row, int column)
    {
        var offset = (row * Type.WordCount) + Type.OffsetOf(column);
        return new Int128((ulong)Words[offset + 1], (ulong)Words[offset]);
    }

    /// <summary>Sets a decimal by its unscaled value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetDecimal(int row, int column, Int128 unscaled)
    {
        var offset = (row * Type.WordCount) + Type.OffsetOf(column);
        Words[offset] = (long)(ulong)unscaled;
        Words[offset + 1] = (long)(ulong)(unscaled >> 64);
    }

    /// <summary>A text value; null when the value is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string? GetText(int row, int column) => Texts[(row * Type.TextCount) + Type.OffsetOf(column)];

    /// <summary>Sets a text value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetText(int row, int column, string? value) =>
        Texts[(row * Type.TextCount) + Type.OffsetOf(column)] = value;

    private void Grow(int rows)
    {
        var capacity = Math.Max(rows, Count * 2);
        var words = new long[Math.Max(Words.Length, capacity * Type.WordCount)];
        var texts = new string?[Math.Max(Texts.Length, capacity * Type.TextCount)];
        Words.AsSpan(0, Count * Type.WordCount).CopyTo(words);
        Texts.AsSpan(0, Count * Type.TextCount).CopyTo(texts);
        Words = words;
        Texts = texts;
    }
}
