namespace CdcAnalytics.Engine.State;

/// <summary>The values of the entries touched in an epoch as they were before, in order of their first touch.</summary>
internal sealed class OldValues(StateShape shape)
{
    private const int LargeScratchWords = 1 << 16;

    private long[] _words = [];
    private string?[] _texts = [];

    /// <summary>Memory taken, in bytes.</summary>
    public long ApproximateBytes => (long)(_words.Length + _texts.Length) * sizeof(long);

    /// <summary>The words of the entry touched as the n-th.</summary>
    public Span<long> WordsOf(int index) => _words.AsSpan(index * shape.ValueWords, shape.ValueWords);

    /// <summary>The texts of the entry touched as the n-th.</summary>
    public Span<string?> TextsOf(int index) => _texts.AsSpan(index * shape.ValueTexts, shape.ValueTexts);

    /// <summary>Keeps the values of the entry touched as the n-th.</summary>
    public void Keep(int index, ReadOnlySpan<long> words, ReadOnlySpan<string?> texts)
    {
        Reserve(ref _words, (index + 1) * shape.ValueWords);
        words.CopyTo(WordsOf(index));
        if (shape.ValueTexts > 0)
        {
            Reserve(ref _texts, (index + 1) * shape.ValueTexts);
            texts.CopyTo(TextsOf(index));
        }
    }

    /// <summary>Forgets the first so many entries; an epoch of very many must not hold its memory for ever.</summary>
    /// <returns>Whether memory was given back.</returns>
    public bool Clear(int count)
    {
        _texts.AsSpan(0, Math.Min(count * shape.ValueTexts, _texts.Length)).Clear();
        if (_words.Length <= LargeScratchWords || count * shape.ValueWords >= _words.Length / 8)
        {
            return false;
        }

        _words = [];
        _texts = [];
        return true;
    }

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (length > array.Length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
