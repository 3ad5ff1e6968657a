namespace CdcAnalytics.Engine.State;

/// <summary>What an entry of a <see cref="StateTable"/> is made of.</summary>
/// <param name="KeyWords">Words that identify it.</param>
/// <param name="KeyTexts">Texts that identify it.</param>
/// <param name="ValueWords">Words stored with it; the first is its weight, and an entry of weight 0 is gone.</param>
/// <param name="ValueTexts">Texts stored with it.</param>
/// <param name="LinkWords">Words kept in memory only and computed anew when state is restored.</param>
/// <param name="KeepsOld">Whether the values at the epoch's beginning are kept until its end.</param>
internal sealed record StateShape(
    int KeyWords, int KeyTexts, int ValueWords, int ValueTexts, int LinkWords, bool KeepsOld)
{
    /// <summary>Words in an entry.</summary>
    public int Words => KeyWords + ValueWords + LinkWords;

    /// <summary>Texts in an entry.</summary>
    public int Texts => KeyTexts + ValueTexts;
}
