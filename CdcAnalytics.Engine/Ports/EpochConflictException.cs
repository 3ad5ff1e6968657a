namespace CdcAnalytics.Engine.Ports;

/// <summary>
/// The stored epoch number is not the one this instance built upon: another instance writes the same results. Stop;
/// never retry.
/// </summary>
public sealed class EpochConflictException : Exception
{
    /// <summary>Says which epoch was expected and which was found.</summary>
    public EpochConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Says which epoch was expected and which was found, and what the database said.</summary>
    public EpochConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Another instance writes the same results.</summary>
    public EpochConflictException()
        : base("Another instance writes the same results.")
    {
    }
}
