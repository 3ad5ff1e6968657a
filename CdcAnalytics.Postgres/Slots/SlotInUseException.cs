namespace CdcAnalytics.Postgres.Slots;

/// <summary>Another connection holds the replication slot and did not let go of it in time.</summary>
public sealed class SlotInUseException : Exception
{
    /// <summary>Says which slot and which server process.</summary>
    public SlotInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Says which slot and which server process, and what the server said.</summary>
    public SlotInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Another connection holds the replication slot.</summary>
    public SlotInUseException()
        : base("Another connection holds the replication slot.")
    {
    }
}
