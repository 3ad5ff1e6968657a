namespace CdcAnalytics.Dashboard.Status;

/// <summary>What the pipeline as a whole is doing, in the order it usually happens.</summary>
public enum PipelinePhase
{
    /// <summary>The process has started and reads its settings.</summary>
    Starting,

    /// <summary>The Postgres server's binaries are being fetched.</summary>
    FetchingServer,

    /// <summary>The Postgres server is being started, or the given one is being reached.</summary>
    StartingServer,

    /// <summary>Server, tables and privileges are being checked.</summary>
    Preflight,

    /// <summary>The rows that were there before are being read, consistently.</summary>
    Snapshot,

    /// <summary>Changes that happened meanwhile are being replayed; results are behind.</summary>
    CatchingUp,

    /// <summary>Results follow each commit.</summary>
    Tailing,

    /// <summary>The slot was lost; the tables are being read again.</summary>
    Resynchronising,

    /// <summary>The pipeline was stopped on purpose.</summary>
    Stopped,

    /// <summary>The pipeline cannot go on; the activity says why and what mends it.</summary>
    Failed,
}
