namespace CdcAnalytics.Postgres.Preflight;

/// <summary>One thing about the server, role or tables that stands in the way, with what mends it.</summary>
/// <param name="Severity">Whether capture can go on nevertheless.</param>
/// <param name="Subject">The setting, role, table or column it is about.</param>
/// <param name="Message">What is, and what was expected.</param>
/// <param name="Remedy">The exact statement or setting that mends it.</param>
public sealed record PreflightFinding(PreflightSeverity Severity, string Subject, string Message, string Remedy)
{
    /// <summary>One line for people: what is, then what mends it.</summary>
    public override string ToString() => $"{Message} Fix: {Remedy}";
}
