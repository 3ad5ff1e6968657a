namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>A command could not be carried out; the message says why and what to do.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Says why and what to do.</summary>
    public CommandException(string message)
        : base(message)
    {
    }

    /// <summary>Says why and what to do, and what the system said.</summary>
    public CommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A command could not be carried out.</summary>
    public CommandException()
        : base("A command could not be carried out.")
    {
    }
}
