using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>The sink's log messages: event ids 1100 to 1199.</summary>
internal static partial class SinkLog
{
    [LoggerMessage(EventId = 1100, Level = LogLevel.Information, Message = "Created result table {Table}.")]
    public static partial void ResultTableCreated(ILogger logger, string table);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "Rebuilding: emptied result table {Table}.")]
    public static partial void ResultTableEmptied(ILogger logger, string table);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "Rebuilding: dropped result table {Table}.")]
    public static partial void ResultTableDropped(ILogger logger, string table);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning,
        Message = "Rebuilding pipeline {Pipeline}: its state, ledger, refused events and checkpoint are gone.")]
    public static partial void PipelineReset(ILogger logger, string pipeline);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Information,
        Message = "Sink of pipeline {Pipeline} is open as writer {Writer}; the last committed epoch is {Epoch}.")]
    public static partial void SinkOpened(ILogger logger, string pipeline, Guid writer, long epoch);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Warning,
        Message = "The sink failed (attempt {Attempt}); trying again in {Delay}.")]
    public static partial void Retrying(ILogger logger, int attempt, TimeSpan delay, Exception? exception);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Information,
        Message = "Epoch {Epoch} had been committed although its answer was lost; going on.")]
    public static partial void CommitConfirmed(ILogger logger, long epoch);

    [LoggerMessage(EventId = 1107, Level = LogLevel.Warning,
        Message = "{Missing} of {Rows} rows to delete from {Table} in epoch {Epoch} were gone: who writes it too?")]
    public static partial void DeletedRowsMissing(ILogger logger, long missing, long rows, string table, long epoch);

    [LoggerMessage(EventId = 1108, Level = LogLevel.Information,
        Message = "synchronous_commit is off for this server or role; the sink turns it on for its own connection.")]
    public static partial void SynchronousCommitTurnedOn(ILogger logger);
}
