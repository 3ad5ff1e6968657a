namespace CdcAnalytics.Engine.Plans;

/// <summary>What becomes of a left row without a match.</summary>
public enum JoinKind
{
    /// <summary>It yields nothing.</summary>
    Inner,

    /// <summary>It yields itself with NULL for the right columns.</summary>
    Left,
}
