namespace CdcAnalytics.Postgres.Slots;

/// <summary>
/// The log between the checkpoint and now can no longer be read completely: a new snapshot has to be taken, by
/// <see cref="PostgresChangeSource.ResynchroniseAsync"/>. Retrying does not help.
/// </summary>
public class ResynchronisationRequiredException : Exception
{
    /// <summary>Says what was lost and why.</summary>
    public ResynchronisationRequiredException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was lost and why, and what the server said.</summary>
    public ResynchronisationRequiredException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Changes were lost.</summary>
    public ResynchronisationRequiredException()
        : base("Changes were lost; a new snapshot is needed.")
    {
    }
}
