namespace CdcAnalytics.Engine.Plans;

/// <summary>
/// A compiled condition on one row; true only when SQL's answer is TRUE (neither FALSE nor UNKNOWN). The offsets say
/// where the row begins in the arrays.
/// </summary>
/// <exception cref="RowEvaluationException">
/// The row has no answer: a division by zero, a value out of range.
/// </exception>
public delegate bool RowPredicate(long[] words, int wordOffset, string?[] texts, int textOffset);
