using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Seeder;

/// <summary>All log messages of the seeder, with their event ids.</summary>
internal static partial class SeederLog
{
    [LoggerMessage(5001, LogLevel.Information,
        "{FileName}: columns without a place in yellow_taxi are ignored: {ColumnNames}")]
    public static partial void ColumnsIgnored(ILogger logger, string fileName, string columnNames);

    [LoggerMessage(5002, LogLevel.Information, "{FileName}: columns it does not have are NULL: {ColumnNames}")]
    public static partial void ColumnsAbsent(ILogger logger, string fileName, string columnNames);

    [LoggerMessage(5003, LogLevel.Information, "{FileName}: going on after row {RowsDone} of {TotalRows}")]
    public static partial void ResumingFile(ILogger logger, string fileName, long rowsDone, long totalRows);

    [LoggerMessage(5004, LogLevel.Information,
        "Live trips go on after {TripsSoFar} trips, from {LegStart:yyyy-MM-dd HH:mm} on, {TripsPerHour} an event hour")]
    public static partial void StreamStarting(ILogger logger, long tripsSoFar, DateTime legStart, int tripsPerHour);

    [LoggerMessage(5005, LogLevel.Warning,
        "Live trips lost the database, attempt {Attempt} of {MaxAttempts} in {DelayMilliseconds:0} ms: {Reason}")]
    public static partial void StreamRetrying(
        ILogger logger, int attempt, int maxAttempts, double delayMilliseconds, string reason);

    [LoggerMessage(5006, LogLevel.Information,
        "{RowsLoaded} trips loaded from the file, {RowsQuarantined} put in quarantine")]
    public static partial void TripsLoaded(ILogger logger, long rowsLoaded, long rowsQuarantined);

    [LoggerMessage(5007, LogLevel.Error, "Trips have stopped: {Reason}")]
    public static partial void TrafficStopped(ILogger logger, string reason);
}
