namespace CdcAnalytics.Engine.Execution;

/// <summary>What is known of one change of a batch, and what the queries say of it.</summary>
[Flags]
internal enum EventOutcomes : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A query took it.</summary>
    Taken = 1,

    /// <summary>A final query refused it, its window being closed.</summary>
    Dropped = 2,

    /// <summary>A query could not process it.</summary>
    Quarantined = 4,

    /// <summary>Its event time was below the watermark.</summary>
    Late = 8,

    /// <summary>It was read anew after a lost slot: closed windows have it already, or settled without it.</summary>
    ReadAnew = 16,
}
