namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// A table of the name of a result table is there, but is not this pipeline's: of another shape, with rows the pipeline
/// did not write, or another pipeline's. The message says which, and how to mend it.
/// </summary>
public sealed class ResultTableConflictException : Exception
{
    /// <summary>Says which table, what was found and what was expected.</summary>
    public ResultTableConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Says which table, what was found and what was expected, and what the database said.</summary>
    public ResultTableConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A table of the name of a result table is not this pipeline's.</summary>
    public ResultTableConflictException()
        : base("A table of the name of a result table is not this pipeline's.")
    {
    }
}
