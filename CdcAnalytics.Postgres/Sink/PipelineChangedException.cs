namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// The stored state was written by other queries than the ones to run now: it cannot be read, and the results in the
/// database are the old queries'. Rebuild with <see cref="PostgresResultSink.RebuildAsync"/>, or run the old queries.
/// </summary>
public sealed class PipelineChangedException : Exception
{
    /// <summary>Says which fingerprint was stored and which is the plan's.</summary>
    public PipelineChangedException(string message)
        : base(message)
    {
    }

    /// <summary>Says which fingerprint was stored and which is the plan's, and what was found before.</summary>
    public PipelineChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stored state was written by other queries.</summary>
    public PipelineChangedException()
        : base("The stored state was written by other queries.")
    {
    }
}
