using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Postgres.Replication;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// A read-only transaction that sees the tables at one moment. It locks them against TRUNCATE and ALTER, since neither
/// respects snapshots.
/// </summary>
internal sealed class SnapshotSession : IAsyncDisposable
{
    private const string Begin = """
        BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
        SET LOCAL idle_in_transaction_session_timeout = 0;
        SET LOCAL statement_timeout = 0;
        SET LOCAL row_security = off;
        """;

    // Two statements: the snapshot is taken by the first, so that the log position of the second lies after every
    // commit the snapshot sees.
    private const string Describe = """
        SELECT pg_current_snapshot()::text;
        SELECT pg_current_wal_insert_lsn(), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        """;

    private readonly NpgsqlConnection _connection;

    private SnapshotSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>
    /// Opens the transaction; it sees what the exporter of the named snapshot sees or, without a name, what is there
    /// when <see cref="DescribeAsync"/> is called.
    /// </summary>
    public static async Task<SnapshotSession> OpenAsync(
        CaptureContext context, string? snapshotName, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(context.BulkConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var adopt = snapshotName is null
                ? string.Empty
                : $"SET TRANSACTION SNAPSHOT {SqlText.Literal(snapshotName)};";
            var tables = string.Join(", ", context.Tables.Select(table => table.Clause));
            var command = new NpgsqlCommand($"{Begin}{adopt} LOCK TABLE {tables} IN ACCESS SHARE MODE", connection);
            await using (command)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            return new SnapshotSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a snapshot, unless one was adopted, and describes it.</summary>
    public async Task<SnapshotMoment> DescribeAsync(CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Describe, _connection);
        await using (command)
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                await reader.ReadAsync(cancellationToken);
                var visibility = reader.GetString(0);
                await reader.NextResultAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                return new SnapshotMoment(
                    visibility,
                    new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0)),
                    reader.GetInt64(1));
            }
        }
    }

    /// <summary>Reads the rows of a query.</summary>
    public async Task<BinaryCopyReader> CopyAsync(string query, CancellationToken cancellationToken) =>
        new(await _connection.BeginRawBinaryCopyAsync($"COPY ({query}) TO STDOUT (FORMAT binary)", cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
