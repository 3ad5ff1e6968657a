namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// Takes delta rows: a row with a weight, +1 when it comes and -1 when it goes. The arrays belong to the caller and are
/// only valid during the call.
/// </summary>
internal abstract class RowSink
{
    /// <summary>Takes one delta row.</summary>
    /// <exception cref="Plans.RowEvaluationException">
    /// An expression on the way has no value for the row; nothing was changed.
    /// </exception>
    public abstract void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight);
}
