using CdcAnalytics.Engine.Positions;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Postgres;

/// <summary>Every log message of this project: event ids 1000 to 1099 are capture's, 1100 to 1199 the sink's.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Information,
        Message = "Made replication slot {SlotName} at {ConsistentPoint}; the snapshot begins.")]
    public static partial void SlotCreated(ILogger logger, string slotName, Lsn consistentPoint);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information,
        Message = "The snapshot is complete; the log goes on from {ConsistentPoint}.")]
    public static partial void SnapshotCompleted(ILogger logger, Lsn consistentPoint);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information,
        Message = "Streaming from slot {SlotName} at {Start}.")]
    public static partial void StreamingStarted(ILogger logger, string slotName, Lsn start);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information,
        Message = "{DistanceBytes} bytes behind the end of the log: reading slot {SlotName} in bulk.")]
    public static partial void CatchingUp(ILogger logger, long distanceBytes, string slotName);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning,
        Message = "Lost the connection (attempt {Attempt}); trying again in {Delay}.")]
    public static partial void Reconnecting(ILogger logger, int attempt, TimeSpan delay, Exception? exception);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning,
        Message = "Slot {SlotName} is still held by another connection; waiting up to {Timeout}.")]
    public static partial void WaitingForSlot(ILogger logger, string slotName, TimeSpan timeout);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Information,
        Message = "Publication {PublicationName} now holds exactly the {TableCount} captured tables (before, it "
            + "{Difference}).")]
    public static partial void PublicationSet(
        ILogger logger, string publicationName, int tableCount, string difference);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Warning, Message = "Preflight: {Finding}")]
    public static partial void PreflightWarning(ILogger logger, Preflight.PreflightFinding finding);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Warning,
        Message = "Dropping slot {SlotName}: {Reason}")]
    public static partial void DroppingSlot(ILogger logger, string slotName, string reason);

    [LoggerMessage(EventId = 1009, Level = LogLevel.Information,
        Message = "Table {Table} now has columns {Columns}.")]
    public static partial void RelationChanged(ILogger logger, string table, string columns);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Warning,
        Message = "Reading in bulk failed; streaming instead.")]
    public static partial void CatchUpAbandoned(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning,
        Message = "The heartbeat could not be written; the next one follows in {Interval}.")]
    public static partial void HeartbeatFailed(ILogger logger, TimeSpan interval, Exception exception);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Information,
        Message = "The snapshot goes on under a new server snapshot.")]
    public static partial void SnapshotResumed(ILogger logger);
}
