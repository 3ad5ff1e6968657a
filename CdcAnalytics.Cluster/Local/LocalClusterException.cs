namespace CdcAnalytics.Cluster.Local;

/// <summary>The local cluster cannot be started, or stopped on its own.</summary>
public sealed class LocalClusterException : Exception
{
    /// <summary>With what to do about it.</summary>
    public LocalClusterException(string message)
        : base(message)
    {
    }

    /// <summary>With what to do about it and what happened.</summary>
    public LocalClusterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
