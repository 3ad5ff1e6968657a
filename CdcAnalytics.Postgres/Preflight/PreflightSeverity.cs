namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Whether capture can go on in spite of a finding.</summary>
public enum PreflightSeverity
{
    /// <summary>Capture works, but something will hurt later.</summary>
    Warning,

    /// <summary>Capture cannot start.</summary>
    Error,
}
