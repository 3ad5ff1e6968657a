namespace CdcAnalytics.Engine.Plans;

/// <summary>
/// An expression has no value for this row: a division by zero, a value out of its type's range, a text that is no
/// number. The message names the expression and the value.
/// </summary>
public sealed class RowEvaluationException : Exception
{
    /// <summary>Says which expression failed on which value.</summary>
    public RowEvaluationException(string message)
        : base(message)
    {
    }

    /// <summary>Says which expression failed on which value, and what the runtime said.</summary>
    public RowEvaluationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An expression has no value for this row.</summary>
    public RowEvaluationException()
        : base("An expression has no value for this row.")
    {
    }
}
