using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>Builds a row of a left row's columns and a right row's, or NULLs in place of the right ones.</summary>
internal sealed class RowConcatenation
{
    private readonly RowType _left;
    private readonly RowType _right;
    private readonly RowType _output;

    /// <summary>Joins rows of those types.</summary>
    public RowConcatenation(RowType left, RowType right, RowType output)
    {
        if (output.Columns.Count != left.Columns.Count + right.Columns.Count)
        {
            throw new NotSupportedException("A join's output must be the left columns, then the right ones.");
        }

        _left = left;
        _right = right;
        _output = output;
        Words = new long[output.WordCount];
        Texts = new string?[output.TextCount];
    }

    /// <summary>The words of the row built last.</summary>
    public long[] Words { get; }

    /// <summary>The texts of the row built last.</summary>
    public string?[] Texts { get; }

    /// <summary>Begins a row with the left columns; the right ones are NULL until they are written.</summary>
    public void WriteLeft(ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        Array.Clear(Words);
        Array.Clear(Texts);
        words[.._left.NullWordCount].CopyTo(Words);
        words[_left.NullWordCount..].CopyTo(Words.AsSpan(_output.NullWordCount));
        texts.CopyTo(Texts);
        WriteNoRight();
    }

    /// <summary>Writes the right columns.</summary>
    public void WriteRight(ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        for (var column = 0; column < _right.Columns.Count; column++)
        {
            SetNull(_left.Columns.Count + column, ((words[column >> 6] >> (column & 63)) & 1) != 0);
        }

        words[_right.NullWordCount..].CopyTo(
            Words.AsSpan(_output.NullWordCount + _left.WordCount - _left.NullWordCount));
        texts.CopyTo(Texts.AsSpan(_left.TextCount));
    }

    private void WriteNoRight()
    {
        for (var column = 0; column < _right.Columns.Count; column++)
        {
            SetNull(_left.Columns.Count + column, isNull: true);
        }
    }

    private void SetNull(int column, bool isNull)
    {
        var mask = 1L << (column & 63);
        ref var word = ref Words[column >> 6];
        word = isNull ? word | mask : word & ~mask;
    }
}
