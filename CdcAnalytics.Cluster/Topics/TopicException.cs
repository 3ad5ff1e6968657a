namespace CdcAnalytics.Cluster.Topics;

/// <summary>A topic cannot be had as it should be.</summary>
public sealed class TopicException : Exception
{
    /// <summary>With what to do about it.</summary>
    public TopicException(string message)
        : base(message)
    {
    }

    /// <summary>With what to do about it and what happened.</summary>
    public TopicException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
