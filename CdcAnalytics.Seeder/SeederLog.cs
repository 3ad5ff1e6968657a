using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Seeder;

/// <summary>All log messages of the seeder, with their event ids.</summary>
internal static partial class SeederLog
{
    [LoggerMessage(5001, LogLevel.Information, "{FileName}: columns without a place in yellow_taxi are ignored: {ColumnNames}")]
    public static partial void ColumnsIgnored(ILogger logger, string fileName, string columnNames);

    [LoggerMessage(5002, LogLevel.Information, "{FileName}: columns it does not have are NULL: {ColumnNames}")]
    public static partial void ColumnsAbsent(ILogger logger, string fileName, string columnNames);

    [LoggerMessage(5003, LogLevel.Information, "{FileName}: going on after row {RowsDone} of {TotalRows}")]
    public static partial void ResumingFile(ILogger logger, string fileName, long rowsDone, long totalRows);
}
