namespace CdcAnalytics.Sql.Planning;

/// <summary>What the rows of a step are, which decides what may be built on it.</summary>
internal enum RelationKind
{
    /// <summary>The rows of one source table, one for one; not kept by the engine.</summary>
    Stream,

    /// <summary>The groups of an aggregate, corrected for ever and kept.</summary>
    Live,

    /// <summary>The first rows of partitions of a live aggregate.</summary>
    Ranked,

    /// <summary>The groups of closed windows, never changed and not kept.</summary>
    Final,
}
