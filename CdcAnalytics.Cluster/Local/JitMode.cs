namespace CdcAnalytics.Cluster.Local;

/// <summary>How much the JVMs optimise what they run.</summary>
public enum JitMode
{
    /// <summary>All tiers: the most rows per second in a long run.</summary>
    Full,

    /// <summary>The first tier only: up sooner and smaller, for tests and short runs.</summary>
    FirstTier,
}
