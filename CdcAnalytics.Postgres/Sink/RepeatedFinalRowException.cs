namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// A final row was written that stands already: a window was emitted twice, or something else writes the result table.
/// A broken invariant: stop; nothing of the epoch was written.
/// </summary>
public sealed class RepeatedFinalRowException : Exception
{
    /// <summary>Says which table, and what the database said.</summary>
    public RepeatedFinalRowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says which table.</summary>
    public RepeatedFinalRowException(string message)
        : base(message)
    {
    }

    /// <summary>A final row was written twice.</summary>
    public RepeatedFinalRowException()
        : base("A final row was written twice.")
    {
    }
}
