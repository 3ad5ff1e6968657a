using CdcAnalytics.Seeder.TripFiles;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Seeder.Loading;

/// <summary>
/// Loads a TLC yellow trip file: every row once, into the table or into quarantine, however often it is killed.
/// </summary>
/// <remarks>
/// A transaction holds up to 10,000 rows, those of them that go to quarantine, and how far the file is. What is
/// promised of damaged files: what the file's own structure shows is refused, naming the column; a value that the
/// table cannot hold is quarantined. A flipped bit that decodes to another plausible value cannot be seen: the decoder
/// checks no page checksums, and few writers make any.
/// </remarks>
public static class ParquetTripLoader
{
    private const string CopyQuarantine =
        "COPY seeder.quarantine (file_identity, row_number, file_name, reason, row_content) FROM STDIN (FORMAT binary)";

    /// <summary>
    /// Loads what earlier runs have not; the tables must be there, see <see cref="Schema.SourceSchema"/>.
    /// </summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after each transaction; null for silence.</param>
    /// <param name="logger">Told of columns the table does not have, and of ones the file lacks.</param>
    /// <param name="timeProvider">The clock that paces.</param>
    /// <param name="cancellationToken">Ends loading between two transactions.</param>
    /// <exception cref="SeederException">The file is not a sound yellow trip file; rows before the damage stay
    /// loaded.</exception>
    public static async Task<TripLoadResult> LoadAsync(
        NpgsqlDataSource dataSource,
        string path,
        TripLoadOptions options,
        IProgress<TripLoadProgress>? progress,
        ILogger logger,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var start = timeProvider.GetTimestamp();
        await using var file = await TripFile.OpenAsync(path, cancellationToken);
        LogColumns(logger, file.Description);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var journal = await TripLoadJournal.OpenAsync(connection, file.Description, cancellationToken);
        var doneBefore = journal.RowsDone;
        if (doneBefore > 0)
        {
            SeederLog.ResumingFile(logger, Path.GetFileName(path), doneBefore, file.Description.TotalRows);
        }

        var pacer = new RatePacer(options.RowsPerSecond, timeProvider);
        var batch = new TripBatch();
        var encoder = new TripCopyEncoder();
        long groupStart = 0;
        long? firstBatch = null;
        for (var i = 0; i < file.Description.RowGroupRows.Count; i++)
        {
            var groupRows = file.Description.RowGroupRows[i];
            if (journal.RowsDone < groupStart + groupRows)
            {
                var group = await file.ReadRowGroupAsync(i, cancellationToken);
                // The rate is that of loading: before the first row a whole row group is decoded.
                firstBatch ??= timeProvider.GetTimestamp();
                while (journal.RowsDone < groupStart + groupRows)
                {
                    var first = (int)(journal.RowsDone - groupStart);
                    var count = (int)Math.Min(pacer.BatchRows(TripBatch.MaxRows), groupRows - first);
                    batch.Read(group, first, count);
                    await pacer.WaitAsync(count, cancellationToken);
                    await LoadBatchAsync(connection, file.Description, encoder, batch, journal, cancellationToken);
                    progress?.Report(Progress(
                        journal, file.Description, doneBefore, timeProvider.GetElapsedTime(firstBatch.Value)));
                }
            }

            groupStart += groupRows;
        }

        return new(
            file.Description.Identity, file.Description.TotalRows, journal.RowsLoaded, journal.RowsQuarantined,
            doneBefore,
            timeProvider.GetElapsedTime(start));
    }

    private static async Task LoadBatchAsync(
        NpgsqlConnection connection,
        TripFileDescription file,
        TripCopyEncoder encoder,
        TripBatch batch,
        TripLoadJournal journal,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var quarantined = batch.Violations.Count;
        var loaded = batch.RowCount - quarantined;
        await journal.LockAsync(connection, cancellationToken);
        await encoder.CopyAsync(connection, batch, cancellationToken);
        if (quarantined > 0)
        {
            await QuarantineAsync(connection, file, batch, journal.RowsDone, cancellationToken);
        }

        // Last: in a transaction that a failed COPY has ended, a statement fails, but COMMIT only rolls back.
        await journal.AdvanceAsync(connection, loaded, quarantined, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        journal.Committed(loaded, quarantined);
    }

    private static async Task QuarantineAsync(
        NpgsqlConnection connection,
        TripFileDescription file,
        TripBatch batch,
        long firstRow,
        CancellationToken cancellationToken)
    {
        await using var importer = await connection.BeginBinaryImportAsync(CopyQuarantine, cancellationToken);
        foreach (var (row, reason) in batch.Violations)
        {
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(file.Identity, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(firstRow + row + 1, NpgsqlDbType.Bigint, cancellationToken);
            await importer.WriteAsync(Path.GetFileName(file.Path), NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(reason, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(batch.RowContent(row), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await importer.CompleteAsync(cancellationToken);
    }

    private static TripLoadProgress Progress(
        TripLoadJournal journal, TripFileDescription file, long doneBefore, TimeSpan elapsed)
    {
        var rate = elapsed > TimeSpan.Zero ? (journal.RowsDone - doneBefore) / elapsed.TotalSeconds : 0;
        return new(
            file.TotalRows, journal.RowsLoaded, journal.RowsQuarantined, rate,
            rate > 0 ? TimeSpan.FromSeconds((file.TotalRows - journal.RowsDone) / rate) : null);
    }

    private static void LogColumns(ILogger logger, TripFileDescription file)
    {
        if (file.IgnoredColumns.Count > 0)
        {
            SeederLog.ColumnsIgnored(logger, Path.GetFileName(file.Path), string.Join(", ", file.IgnoredColumns));
        }

        var absent = file.Columns.Where(column => column.Kind == FileValueKind.Absent)
            .Select(column => column.Target.Name);
        var names = string.Join(", ", absent);
        if (names.Length > 0)
        {
            SeederLog.ColumnsAbsent(logger, Path.GetFileName(file.Path), names);
        }
    }
}
