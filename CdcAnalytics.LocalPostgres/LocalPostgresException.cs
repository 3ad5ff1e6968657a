namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// The local Postgres server cannot be found, created, started or kept; the message names the way out.
/// </summary>
public sealed class LocalPostgresException : Exception
{
    /// <summary>An error without a cause of its own.</summary>
    public LocalPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>An error with the exception that led to it.</summary>
    public LocalPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
