namespace CdcAnalytics.Engine.Plans;

/// <summary>
/// Compiled expressions that compute one row from another. The output row is cleared beforehand; the offsets say where
/// each row begins in its arrays. The input and output arrays differ.
/// </summary>
/// <exception cref="RowEvaluationException">
/// A value cannot be computed: a division by zero, a value out of range.
/// </exception>
public delegate void RowProjection(
    long[] words,
    int wordOffset,
    string?[] texts,
    int textOffset,
    long[] outputWords,
    int outputWordOffset,
    string?[] outputTexts,
    int outputTextOffset);
