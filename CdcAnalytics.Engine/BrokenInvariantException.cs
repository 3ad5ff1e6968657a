namespace CdcAnalytics.Engine;

/// <summary>
/// Something that cannot be happened: a row was retracted that never came, two rows stand under one key. The state is
/// not to be trusted any more; stop, and start again from the last checkpoint. The message names the table and the key.
/// </summary>
public sealed class BrokenInvariantException : Exception
{
    /// <summary>Says what happened, where.</summary>
    public BrokenInvariantException(string message)
        : base(message)
    {
    }

    /// <summary>Says what happened, where, and what caused it.</summary>
    public BrokenInvariantException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Something that cannot be happened.</summary>
    public BrokenInvariantException()
        : base("An invariant of the engine is broken.")
    {
    }
}
