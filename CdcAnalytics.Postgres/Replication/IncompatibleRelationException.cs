namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// A captured table was altered so that its changes no longer fit the pipeline; capture stops before them.
/// </summary>
public sealed class IncompatibleRelationException : Exception
{
    /// <summary>Says which table, what changed and what mends it.</summary>
    public IncompatibleRelationException(string message)
        : base(message)
    {
    }

    /// <summary>Says which table, what changed and what mends it, and what the server said.</summary>
    public IncompatibleRelationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A captured table no longer fits the pipeline.</summary>
    public IncompatibleRelationException()
        : base("A captured table no longer fits the pipeline.")
    {
    }
}
