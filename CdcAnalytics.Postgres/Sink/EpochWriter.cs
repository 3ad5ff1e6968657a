using System.Diagnostics;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Turns an epoch into one transaction. A small epoch is one round trip: a batch with a single Sync at its end, which
/// Postgres runs as one implicit transaction and commits there. One with many result rows is an explicit transaction
/// around COPYs and the same batch. The first statement is always the compare-and-set of the checkpoint, which takes
/// its row's lock and fails the transaction for a second writer.
/// </summary>
internal sealed class EpochWriter
{
    private const string CommitEpoch = "SELECT cdc.commit_epoch($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    private const string WriteSegment = """
        INSERT INTO cdc.state_segment (pipeline, index, epoch, content) VALUES ($1, $2, $3, $4)
        ON CONFLICT (pipeline, index) DO UPDATE SET epoch = excluded.epoch, content = excluded.content
        """;

    private const string WriteLedger = """
        INSERT INTO cdc.ledger (pipeline, table_name, captured, applied, late_corrected, dropped_late, filtered,
                                quarantined, epoch, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
        ON CONFLICT (pipeline, table_name) DO UPDATE SET
          captured = excluded.captured, applied = excluded.applied, late_corrected = excluded.late_corrected,
          dropped_late = excluded.dropped_late, filtered = excluded.filtered, quarantined = excluded.quarantined,
          epoch = excluded.epoch, updated_at = excluded.updated_at
        """;

    private const string WriteWatermark = """
        INSERT INTO cdc.watermark (pipeline, table_name, watermark, epoch, updated_at) VALUES ($1, $2, $3, $4, now())
        ON CONFLICT (pipeline, table_name) DO UPDATE SET
          watermark = excluded.watermark, epoch = excluded.epoch, updated_at = excluded.updated_at
        """;

    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(1);

    private readonly PipelinePlan _plan;
    private readonly ResultSinkOptions _options;
    private readonly ILogger _logger;
    private readonly Guid _writer;
    private readonly Dictionary<string, ResultTableWriter> _results;
    private readonly RefusedEventWriter _refused;
    private readonly BinaryCopyEncoder _encoder = new();

    // What the database is known to hold, so that a table without news costs nothing; null when not known.
    private readonly TableProgress?[] _written;
    private TableProgress[]? _pending;
    private long? _lastExpiry;

    /// <summary>A writer of a plan's epochs under one writer's identity.</summary>
    public EpochWriter(PipelinePlan plan, ResultSinkOptions options, Guid writer, ILogger logger)
    {
        _plan = plan;
        _options = options;
        _writer = writer;
        _logger = logger;
        _refused = new RefusedEventWriter(options.PipelineName, plan);
        _written = new TableProgress?[plan.Sources.Count];
        _results = plan.Queries
            .Select((query, index) => (query.Result, index))
            .ToDictionary(
                item => item.Result.Name,
                item => new ResultTableWriter(item.Result, item.index),
                StringComparer.Ordinal);
    }

    /// <summary>Writes the epoch and commits. After an exception nothing or all of it is written.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, Epoch epoch, CancellationToken cancellationToken)
    {
        var isCopied = epoch.Results.Any(IsCopied);
        await using var transaction = isCopied ? await connection.BeginTransactionAsync(cancellationToken) : null;
        await using var batch = NewBatch(connection);
        AddCheckpoint(batch, epoch);
        var removals = AddRemovals(batch, epoch);
        if (isCopied)
        {
            // Removals go before: a final table's COPY writes into the table itself.
            await RunAsync(batch, cancellationToken);
            CheckRemovals(removals, epoch);
            foreach (var changes in epoch.Results.Where(IsCopied))
            {
                await _results[changes.Table.Name].CopyAsync(connection, _encoder, changes, cancellationToken);
            }

            await using var rest = NewBatch(connection);
            AddRest(rest, epoch);
            await RunAsync(rest, cancellationToken);
        }
        else
        {
            AddRest(batch, epoch);
            await RunAsync(batch, cancellationToken);
            CheckRemovals(removals, epoch);
        }

        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        _pending?.CopyTo(_written, 0);
    }

    /// <summary>Forgets what the database is known to hold; after a failed commit that is not known.</summary>
    public void ForgetWritten()
    {
        Array.Clear(_written);
        _pending = null;
        _lastExpiry = null;
    }

    private NpgsqlBatch NewBatch(NpgsqlConnection connection) =>
        // statement_timeout ends a slow statement; this ends the wait for a server that has gone silent.
        new(connection) { Timeout = (int)_options.StatementTimeout.TotalSeconds + 10 };

    private static async Task RunAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        // Statements already prepared on this connection cost nothing here; new ones one round trip, once.
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private bool IsCopied(ResultChanges changes) => changes.Upserts.Count >= _options.CopyThresholdRows;

    private void AddCheckpoint(NpgsqlBatch batch, Epoch epoch)
    {
        var command = new NpgsqlBatchCommand(CommitEpoch);
        Add(command, NpgsqlDbType.Text, _options.PipelineName);
        Add(command, NpgsqlDbType.Bigint, epoch.Number);
        Add(command, NpgsqlDbType.Text, _plan.Fingerprint);
        Add(command, NpgsqlDbType.Uuid, _writer);
        Add(command, NpgsqlDbType.PgLsn,
            epoch.End.CommitEndLsn is { } lsn ? new NpgsqlLogSequenceNumber(lsn.Value) : null);
        Add(command, NpgsqlDbType.Jsonb, epoch.End.SourceState);
        Add(command, NpgsqlDbType.TimestampTz,
            epoch.LastCommitTimeMicroseconds is { } time ? PostgresTime.FromMicroseconds(time) : null);
        Add(command, NpgsqlDbType.Bytea, epoch.State.Delta);
        Add(command, NpgsqlDbType.Bigint, epoch.State.OldestNeededDelta);
        batch.BatchCommands.Add(command);
    }

    private List<(NpgsqlBatchCommand Command, ResultChanges Changes)> AddRemovals(NpgsqlBatch batch, Epoch epoch)
    {
        var removals = new List<(NpgsqlBatchCommand, ResultChanges)>();
        foreach (var changes in epoch.Results)
        {
            var first = batch.BatchCommands.Count + (changes.IsCleared ? 1 : 0);
            _results[changes.Table.Name].AddRemovals(batch, changes);
            for (var index = first; index < batch.BatchCommands.Count; index++)
            {
                removals.Add((batch.BatchCommands[index], changes));
            }
        }

        return removals;
    }

    private void AddRest(NpgsqlBatch batch, Epoch epoch)
    {
        foreach (var changes in epoch.Results)
        {
            var writer = _results[changes.Table.Name];
            if (IsCopied(changes))
            {
                writer.AddUpsertsFromStage(batch);
            }
            else
            {
                writer.AddUpserts(batch, changes);
            }
        }

        foreach (var segment in epoch.State.Segments)
        {
            var command = new NpgsqlBatchCommand(WriteSegment);
            Add(command, NpgsqlDbType.Text, _options.PipelineName);
            Add(command, NpgsqlDbType.Integer, segment.Index);
            Add(command, NpgsqlDbType.Bigint, epoch.Number);
            Add(command, NpgsqlDbType.Bytea, segment.Content);
            batch.BatchCommands.Add(command);
        }

        AddProgress(batch, epoch);
        _refused.Add(batch, epoch);
        if (_options.EventRetention is { } retention
            && (_lastExpiry is not { } last || Stopwatch.GetElapsedTime(last) >= ExpiryInterval))
        {
            RefusedEventWriter.AddExpiry(batch, retention);
            _lastExpiry = Stopwatch.GetTimestamp();
        }
    }

    private void AddProgress(NpgsqlBatch batch, Epoch epoch)
    {
        _pending = [.. epoch.Tables];
        for (var index = 0; index < _pending.Length; index++)
        {
            var (watermark, ledger) = _pending[index];
            var name = RefusedEventWriter.NameOf(_plan.Sources[index]);
            if (!ledger.IsBalanced)
            {
                throw new InvalidOperationException(
                    $"The ledger of table {name} does not balance in epoch {epoch.Number}: {ledger}. "
                    + "Nothing was written; this is a fault of the engine.");
            }

            if (_written[index] is not { } written || written.Ledger != ledger)
            {
                var command = new NpgsqlBatchCommand(WriteLedger);
                Add(command, NpgsqlDbType.Text, _options.PipelineName);
                Add(command, NpgsqlDbType.Text, name);
                Add(command, NpgsqlDbType.Bigint, ledger.Captured);
                Add(command, NpgsqlDbType.Bigint, ledger.Applied);
                Add(command, NpgsqlDbType.Bigint, ledger.LateCorrected);
                Add(command, NpgsqlDbType.Bigint, ledger.DroppedLate);
                Add(command, NpgsqlDbType.Bigint, ledger.Filtered);
                Add(command, NpgsqlDbType.Bigint, ledger.Quarantined);
                Add(command, NpgsqlDbType.Bigint, epoch.Number);
                batch.BatchCommands.Add(command);
            }

            if (_written[index] is not { } known || known.Watermark != watermark)
            {
                var command = new NpgsqlBatchCommand(WriteWatermark);
                Add(command, NpgsqlDbType.Text, _options.PipelineName);
                Add(command, NpgsqlDbType.Text, name);
                Add(command, NpgsqlDbType.Timestamp,
                    watermark is { } time ? PostgresTime.FromMicroseconds(time.Microseconds) : null);
                Add(command, NpgsqlDbType.Bigint, epoch.Number);
                batch.BatchCommands.Add(command);
            }
        }
    }

    private void CheckRemovals(List<(NpgsqlBatchCommand Command, ResultChanges Changes)> removals, Epoch epoch)
    {
        foreach (var table in removals.GroupBy(removal => removal.Changes))
        {
            var wanted = table.Key.Deletes.Count;
            var missing = wanted - table.Sum(removal => (long)removal.Command.RecordsAffected);
            // The result is the one wanted all the same, so the pipeline goes on; but somebody should know.
            if (missing > 0 && !table.Key.IsCleared)
            {
                SinkLog.DeletedRowsMissing(
                    _logger, missing, wanted, ResultTableDefinition.QualifiedName(table.Key.Table), epoch.Number);
            }
        }
    }

    private static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
