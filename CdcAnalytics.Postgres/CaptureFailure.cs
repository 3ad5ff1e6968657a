namespace CdcAnalytics.Postgres;

/// <summary>What a failure of the connection means for capture.</summary>
internal enum CaptureFailure
{
    /// <summary>It passes: connect again.</summary>
    Transient,

    /// <summary>Another connection holds the slot; perhaps one that is dying.</summary>
    SlotInUse,

    /// <summary>The slot or publication may be gone: look.</summary>
    SlotSuspect,

    /// <summary>The server will not do it this way: out of memory, temporary files or disk.</summary>
    OutOfResources,
}
