namespace CdcAnalytics.Postgres;

/// <summary>What a phase says after filling a batch.</summary>
internal enum PhaseProgress
{
    /// <summary>More is waiting.</summary>
    More,

    /// <summary>The end of the log was reached; the next change is waited for.</summary>
    Tailing,

    /// <summary>The phase is over, the batch may be empty; another phase follows.</summary>
    Finished,
}
