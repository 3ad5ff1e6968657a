namespace CdcAnalytics.Flink;

/// <summary>Flink refused or could not do what it was asked; the message is its own root cause.</summary>
public sealed class FlinkException : Exception
{
    /// <summary>Says what was asked and what Flink answered.</summary>
    public FlinkException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was asked and what went wrong.</summary>
    public FlinkException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Flink refused.</summary>
    public FlinkException()
        : base("Flink refused.")
    {
    }

    /// <summary>Whether the session or operation asked for is not known: the gateway was started anew.</summary>
    public bool IsUnknownHandle { get; init; }
}
