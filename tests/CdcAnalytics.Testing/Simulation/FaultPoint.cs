namespace CdcAnalytics.Testing.Simulation;

/// <summary>Where a run may be cut off as by a crash.</summary>
public enum FaultPoint
{
    /// <summary>After a batch was applied, before the epoch was completed.</summary>
    AfterApply,

    /// <summary>After the epoch was completed, before anything of it was committed.</summary>
    BeforeCommit,

    /// <summary>After the commit, before the source was told.</summary>
    AfterCommit,
}
