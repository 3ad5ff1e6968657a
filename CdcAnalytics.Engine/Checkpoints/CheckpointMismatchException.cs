namespace CdcAnalytics.Engine.Checkpoints;

/// <summary>
/// The stored state cannot be read by this engine: another pipeline wrote it, another version of the engine did, or
/// bytes are damaged or missing. The message says which, and what to do.
/// </summary>
public sealed class CheckpointMismatchException : Exception
{
    /// <summary>Says what does not match and what to do.</summary>
    public CheckpointMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Says what does not match and what to do, and what the decoder said.</summary>
    public CheckpointMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stored state cannot be read by this engine.</summary>
    public CheckpointMismatchException()
        : base("The stored state cannot be read by this engine.")
    {
    }
}
