using System.Diagnostics;
using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Writes epochs into Postgres, each in one transaction: result tables in schema <c>analytics</c>, everything else in
/// schema <c>cdc</c>. It keeps one connection for itself. One caller at a time.
/// </summary>
public sealed class PostgresResultSink : IResultSink
{
    /// <summary>The channel each commit notifies, with the epoch's number as payload.</summary>
    public const string NotificationChannel = "cdc_analytics";

    private readonly SinkConnection _connection;
    private readonly PipelinePlan _plan;
    private readonly ResultSinkOptions _options;
    private readonly ILogger _logger;
    private readonly EpochWriter _epochs;
    private readonly Guid _writer;
    private long _epoch;

    private PostgresResultSink(
        SinkConnection connection, PipelinePlan plan, ResultSinkOptions options, ILogger logger, long epoch)
    {
        _connection = connection;
        _plan = plan;
        _options = options;
        _logger = logger;
        _writer = Guid.NewGuid();
        _epochs = new EpochWriter(plan, options, _writer, logger);
        _epoch = epoch;
    }

    /// <summary>
    /// Creates what is missing in the database, never dropping anything, and checks that what is there belongs to this
    /// plan.
    /// </summary>
    /// <exception cref="PipelineChangedException">The stored state is of another plan.</exception>
    /// <exception cref="ResultTableConflictException">A result table's name is taken by something else.</exception>
    public static async Task<PostgresResultSink> OpenAsync(
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        ResultSinkOptions options,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var connection = new SinkConnection(dataSource, options, logger);
        PostgresResultSink? sink = null;
        try
        {
            var epoch = await connection.UseAsync(
                (open, token) => PrepareAsync(open, plan, options, logger, token), cancellationToken);
            sink = new PostgresResultSink(connection, plan, options, logger, epoch);
            SinkLog.SinkOpened(logger, options.PipelineName, sink._writer, epoch);
            return sink;
        }
        finally
        {
            if (sink is null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Starts the pipeline over: drops its state, ledger, dropped and quarantined events and checkpoint, and empties
    /// its result tables (those of another shape, or no longer in the plan, are dropped), all in one transaction. The
    /// capture's own tables and slot are not touched: start those over too. A sink that is open on the pipeline will
    /// refuse its next commit.
    /// </summary>
    public static async Task RebuildAsync(
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        ResultSinkOptions options,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        await using var connection = new SinkConnection(dataSource, options, logger);
        await connection.UseAsync(
            async (open, token) =>
            {
                await using var transaction = await open.BeginTransactionAsync(token);
                await SinkSchema.EnsureAsync(open, token);
                await new ResultTableCatalog(open, options.PipelineName, logger).ResetAsync(plan, token);
                await using var batch = new NpgsqlBatch(open);
                foreach (var table in SinkSchema.PipelineTables)
                {
                    var command = new NpgsqlBatchCommand($"DELETE FROM cdc.{table} WHERE pipeline = $1");
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.PipelineName });
                    batch.BatchCommands.Add(command);
                }

                await batch.ExecuteNonQueryAsync(token);
                await transaction.CommitAsync(token);
                SinkLog.PipelineReset(logger, options.PipelineName);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Checkpoint?> LoadAsync(CancellationToken cancellationToken)
    {
        var checkpoint = await _connection.UseAsync(
            (open, token) => CheckpointReader.ReadAsync(open, _options.PipelineName, token), cancellationToken);
        _epoch = checkpoint?.EpochNumber ?? 0;
        return checkpoint;
    }

    /// <inheritdoc/>
    /// <exception cref="RepeatedFinalRowException">A final row stands already; nothing was written.</exception>
    public async ValueTask CommitAsync(Epoch epoch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (epoch.Number != _epoch + 1)
        {
            throw new ArgumentException(
                $"Epoch {epoch.Number} was handed to the sink; the next one is {_epoch + 1}.", nameof(epoch));
        }

        using var activity = SinkTelemetry.Activities.StartActivity("cdc.sink.commit");
        activity?.SetTag("cdc.epoch", epoch.Number);
        var began = Stopwatch.GetTimestamp();
        await _connection.UseAsync((open, token) => AttemptAsync(open, epoch, token), cancellationToken);
        _epoch = epoch.Number;
        Measure(epoch, Stopwatch.GetElapsedTime(began));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<long> PrepareAsync(
        NpgsqlConnection connection,
        PipelinePlan plan,
        ResultSinkOptions options,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SinkSchema.EnsureAsync(connection, cancellationToken);
        var epoch = await EnsureCheckpointAsync(connection, plan, options.PipelineName, cancellationToken);
        await new ResultTableCatalog(connection, options.PipelineName, logger)
            .EnsureAsync(plan, epoch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return epoch;
    }

    private static async Task<long> EnsureCheckpointAsync(
        NpgsqlConnection connection, PipelinePlan plan, string pipeline, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("""
                    INSERT INTO cdc.checkpoint (pipeline, epoch, fingerprint, updated_at) VALUES ($1, 0, $2, now())
                    ON CONFLICT (pipeline) DO NOTHING
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string> { TypedValue = pipeline },
                        new NpgsqlParameter<string> { TypedValue = plan.Fingerprint },
                    },
                },
                new NpgsqlBatchCommand("SELECT epoch, fingerprint FROM cdc.checkpoint WHERE pipeline = $1")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = pipeline } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (epoch, fingerprint) = (reader.GetInt64(0), reader.GetString(1));
        return fingerprint == plan.Fingerprint
            ? epoch
            : throw new PipelineChangedException(
                $"The state of pipeline '{pipeline}' (epoch {epoch}) was written by other queries: its fingerprint is "
                + $"{fingerprint}, the queries' is {plan.Fingerprint}. Rebuild the pipeline, or run the old queries.");
    }

    private async Task<bool> AttemptAsync(NpgsqlConnection connection, Epoch epoch, CancellationToken cancellationToken)
    {
        var isWritten = false;
        try
        {
            await _epochs.WriteAsync(connection, epoch, cancellationToken);
            isWritten = true;
        }
        catch (PostgresException e) when (e.SqlState == SinkSchema.EpochConflictState)
        {
            // Either another instance went on, or this is a retry and the first attempt had committed before its answer
            // was lost. The row's lock has been ours meanwhile, so an attempt still in flight has ended by now.
            await ConfirmAsync(connection, epoch, e, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && IsFinal(e.TableName))
        {
            throw new RepeatedFinalRowException(
                $"Epoch {epoch.Number} emits a final row into {ResultTableDefinition.SchemaName}.{e.TableName} that "
                + "stands already. Nothing of the epoch was written. Either a window was emitted twice, or something "
                + "else writes the table.",
                e);
        }
        finally
        {
            if (!isWritten)
            {
                _epochs.ForgetWritten();
            }
        }

        return true;
    }

    private bool IsFinal(string? table) =>
        _plan.Queries.Any(query => query.Result.IsFinal && query.Result.Name == table);

    private async Task ConfirmAsync(
        NpgsqlConnection connection, Epoch epoch, PostgresException conflict, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT epoch, writer, writer_pid, updated_at::text FROM cdc.checkpoint WHERE pipeline = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _options.PipelineName });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new EpochConflictException(
                $"Epoch {epoch.Number} of pipeline '{_options.PipelineName}' has nothing to follow: its checkpoint "
                + "is gone, the pipeline was rebuilt by another instance. Nothing was written.",
                conflict);
        }

        var stored = reader.GetInt64(0);
        var writer = await reader.IsDBNullAsync(1, cancellationToken) ? null : (Guid?)reader.GetGuid(1);
        if (stored == epoch.Number && writer == _writer)
        {
            SinkLog.CommitConfirmed(_logger, epoch.Number);
            return;
        }

        var process = await reader.IsDBNullAsync(2, cancellationToken) ? "none" : reader.GetInt32(2).ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        throw new EpochConflictException(
            $"Epoch {epoch.Number} of pipeline '{_options.PipelineName}' was to follow {epoch.Number - 1}, but epoch "
            + $"{stored} is stored, by writer {writer?.ToString() ?? "none"} (server process {process}, "
            + $"{reader.GetString(3)}); this is writer {_writer}. Another instance writes the same results: stop one "
            + "of them. Nothing was written.",
            conflict);
    }

    private static void Measure(Epoch epoch, TimeSpan duration)
    {
        SinkTelemetry.CommitDuration.Record(duration.TotalSeconds);
        SinkTelemetry.StateBytes.Add(
            epoch.State.Delta.Length + epoch.State.Segments.Sum(segment => (long)segment.Content.Length));
        foreach (var changes in epoch.Results)
        {
            var table = new KeyValuePair<string, object?>("cdc.table", changes.Table.Name);
            SinkTelemetry.Rows.Add(changes.Upserts.Count, table, new("cdc.operation", "upsert"));
            SinkTelemetry.Rows.Add(changes.Deletes.Count, table, new("cdc.operation", "delete"));
        }
    }
}
