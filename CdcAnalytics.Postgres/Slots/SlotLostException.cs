namespace CdcAnalytics.Postgres.Slots;

/// <summary>
/// The replication slot is gone, was invalidated by the server, or was moved past the checkpoint by another.
/// </summary>
public sealed class SlotLostException : ResynchronisationRequiredException
{
    /// <summary>Says which slot was lost and why.</summary>
    public SlotLostException(string message)
        : base(message)
    {
    }

    /// <summary>Says which slot was lost and why, and what the server said.</summary>
    public SlotLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The replication slot was lost.</summary>
    public SlotLostException()
        : base("The replication slot was lost.")
    {
    }
}
