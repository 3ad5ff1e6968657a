namespace CdcAnalytics.Postgres.Preflight;

/// <summary>The server, role or tables are not ready for capture; the message lists every finding.</summary>
public sealed class PreflightException : Exception
{
    /// <summary>Lists the findings.</summary>
    public PreflightException(IReadOnlyList<PreflightFinding> findings)
        : base("Postgres is not ready for capture:" + string.Concat(
            findings.Select(finding => $"{Environment.NewLine}  - {finding}")))
    {
        Findings = findings;
    }

    /// <summary>Says what is not ready.</summary>
    public PreflightException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is not ready and what the server said.</summary>
    public PreflightException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Postgres is not ready for capture.</summary>
    public PreflightException()
        : base("Postgres is not ready for capture.")
    {
    }

    /// <summary>Everything found, errors and warnings.</summary>
    public IReadOnlyList<PreflightFinding> Findings { get; } = [];
}
