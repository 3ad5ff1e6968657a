using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Writes the events that took no part in a result: <c>cdc.dropped_event</c>, <c>cdc.quarantined_event</c>.
/// </summary>
internal sealed class RefusedEventWriter
{
    private const int MaxRowsPerStatement = 5_000;
    private const int MaxExpiredRowsPerEpoch = 5_000;

    private const string Dropped = """
        INSERT INTO cdc.dropped_event (pipeline, epoch, table_name, query, operation, row_key, event_time, watermark,
                                       window_end, reason, row_data, commit_lsn)
        SELECT $1, $2, u.table_name, u.query, u.operation, u.row_key, u.event_time, u.watermark, u.window_end,
               'the window was closed: the watermark had reached its end', u.row_data, u.commit_lsn
        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamp[], $8::timestamp[], $9::timestamp[],
                    $10::text[]::jsonb[], $11::text[]::pg_lsn[])
          AS u (table_name, query, operation, row_key, event_time, watermark, window_end, row_data, commit_lsn)
        """;

    private const string Quarantined = """
        INSERT INTO cdc.quarantined_event (pipeline, epoch, table_name, query, operation, row_key, reason, row_data,
                                           commit_lsn)
        SELECT $1, $2, u.*
        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]::jsonb[],
                    $9::text[]::pg_lsn[]) AS u
        """;

    // Oldest first and a bounded number, so that a commit is never held up; the index on recorded_at finds them.
    private const string Expire = """
        DELETE FROM cdc.{0} WHERE id IN
          (SELECT id FROM cdc.{0} WHERE recorded_at < now() - $1 ORDER BY recorded_at LIMIT $2)
        """;

    private static readonly string[] ExpireStatements =
    [
        Expire.Replace("{0}", "dropped_event", StringComparison.Ordinal),
        Expire.Replace("{0}", "quarantined_event", StringComparison.Ordinal),
    ];

    private readonly string _pipeline;
    private readonly string[] _tableNames;

    /// <summary>A writer for a pipeline's source tables.</summary>
    public RefusedEventWriter(string pipeline, PipelinePlan plan)
    {
        _pipeline = pipeline;
        _tableNames = [.. plan.Sources.Select(NameOf)];
    }

    /// <summary>
    /// How a source table is named in the <c>cdc</c> tables: without its schema when that is <c>public</c>.
    /// </summary>
    public static string NameOf(SourceTable table) =>
        table.SchemaName == "public" ? table.Name : $"{table.SchemaName}.{table.Name}";

    /// <summary>Adds the statements that insert the epoch's refused events.</summary>
    public void Add(NpgsqlBatch batch, Epoch epoch)
    {
        foreach (var events in epoch.Dropped.Chunk(MaxRowsPerStatement))
        {
            var command = Begin(batch, Dropped, epoch.Number);
            AddTexts(command, events, dropped => _tableNames[dropped.Table]);
            AddTexts(command, events, dropped => dropped.Query);
            AddTexts(command, events, dropped => NameOf(dropped.Operation));
            AddTexts(command, events, dropped => dropped.RowKey);
            AddTimes(command, events, dropped => dropped.EventTime.Microseconds);
            AddTimes(command, events, dropped => dropped.Watermark.Microseconds);
            AddTimes(command, events, dropped => dropped.WindowEnd.Microseconds);
            AddTexts(command, events, dropped => dropped.RowJson);
            AddTexts(command, events, dropped => dropped.CommitLsn.ToString());
        }

        foreach (var events in epoch.Quarantined.Chunk(MaxRowsPerStatement))
        {
            var command = Begin(batch, Quarantined, epoch.Number);
            AddTexts(command, events, refused => refused.Table is { } table ? _tableNames[table] : null);
            AddTexts(command, events, refused => refused.Query);
            AddTexts(command, events, refused => refused.Operation is { } operation ? NameOf(operation) : null);
            AddTexts(command, events, refused => refused.RowKey);
            AddTexts(command, events, refused => refused.Reason);
            AddTexts(command, events, refused => refused.RowJson);
            AddTexts(command, events, refused => refused.CommitLsn?.ToString());
        }
    }

    /// <summary>Adds the statements that delete events recorded longer ago than that, up to a limit.</summary>
    public static void AddExpiry(NpgsqlBatch batch, TimeSpan retention)
    {
        foreach (var sql in ExpireStatements)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = retention });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxExpiredRowsPerEpoch });
            batch.BatchCommands.Add(command);
        }
    }

    private static string NameOf(ChangeOperation operation) => operation switch
    {
        ChangeOperation.Read => "read",
        ChangeOperation.Insert => "insert",
        ChangeOperation.Update => "update",
        ChangeOperation.Delete => "delete",
        ChangeOperation.Truncate => "truncate",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
    };

    private NpgsqlBatchCommand Begin(NpgsqlBatch batch, string sql, long epoch)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _pipeline });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void AddTexts<T>(NpgsqlBatchCommand command, T[] events, Converter<T, string?> read) =>
        command.Parameters.Add(ColumnArrays.Create(NpgsqlDbType.Text, Array.ConvertAll(events, read)));

    private static void AddTimes<T>(NpgsqlBatchCommand command, T[] events, Func<T, long> read) =>
        command.Parameters.Add(ColumnArrays.Create(
            NpgsqlDbType.Timestamp, Array.ConvertAll(events, item => PostgresTime.FromMicroseconds(read(item)))));
}
