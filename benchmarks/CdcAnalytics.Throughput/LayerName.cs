namespace CdcAnalytics.Throughput;

/// <summary>How much of the path a run goes; each holds the one before it.</summary>
internal enum LayerName
{
    /// <summary>Postgres's own reader, pg_recvlogical, binary, into nowhere.</summary>
    Recvlogical,

    /// <summary>Our source alone: rows decoded into the engine's words.</summary>
    Source,

    /// <summary>Source and engine; epochs are completed and thrown away.</summary>
    Engine,

    /// <summary>Everything: results, state, ledger and position committed.</summary>
    Whole,
}
