namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>A connector file cannot be used; the message names the file, the line and what to write.</summary>
public sealed class ConnectorFileException : Exception
{
    /// <summary>Names what is wrong and what to write.</summary>
    public ConnectorFileException(string message)
        : base(message)
    {
    }

    /// <summary>Names what is wrong and what to write, and what the system said.</summary>
    public ConnectorFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A connector file cannot be used.</summary>
    public ConnectorFileException()
        : base("A connector file cannot be used.")
    {
    }

    /// <summary>An error at a line of a file.</summary>
    internal static ConnectorFileException At(string path, int line, string message) =>
        new($"{path}, line {line}: {message}");
}
