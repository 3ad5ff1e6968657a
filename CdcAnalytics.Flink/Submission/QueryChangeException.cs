namespace CdcAnalytics.Flink.Submission;

/// <summary>The queries have changed, and the settings say to refuse that.</summary>
public sealed class QueryChangeException : Exception
{
    /// <summary>Says what to do.</summary>
    public QueryChangeException(string message)
        : base(message)
    {
    }

    /// <summary>Says what to do, and what lies beneath.</summary>
    public QueryChangeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The queries have changed.</summary>
    public QueryChangeException()
        : this("The queries have changed since the job was submitted. Set Flink__OnQueryChange=rebuild to empty the "
            + "result tables and compute them anew, or bring the old queries back.")
    {
    }
}
