using System.Data;
using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Positions;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>Reads a pipeline's checkpoint, all of one moment.</summary>
internal static class CheckpointReader
{
    private const string ReadPosition = """
        SELECT epoch, fingerprint, commit_end_lsn, source_state::text FROM cdc.checkpoint WHERE pipeline = $1
        """;

    private const string ReadSegments = """
        SELECT epoch, index, content FROM cdc.state_segment WHERE pipeline = $1 ORDER BY index
        """;

    private const string ReadDeltas = """
        SELECT epoch, content FROM cdc.state_delta WHERE pipeline = $1 ORDER BY epoch
        """;

    /// <summary>The stored checkpoint, or null when nothing was ever committed.</summary>
    public static async Task<Checkpoint?> ReadAsync(
        NpgsqlConnection connection, string pipeline, CancellationToken cancellationToken)
    {
        // One snapshot for all three queries: another writer's commit in between must not mix two epochs.
        await using var transaction =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        long epoch;
        string fingerprint;
        SourcePosition position;
        await using (var command = Create(connection, ReadPosition, pipeline))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken) || reader.GetInt64(0) == 0)
            {
                return null;
            }

            epoch = reader.GetInt64(0);
            fingerprint = reader.GetString(1);
            position = new SourcePosition(
                await reader.IsDBNullAsync(2, cancellationToken)
                    ? null
                    : new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(2)),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3));
        }

        var segments = new List<(long, StateSegment)>();
        await using (var command = Create(connection, ReadSegments, pipeline))
        {
            // Row by row off the wire: each content is read once, into its own array.
            await using var reader =
                await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var written = reader.GetInt64(0);
                var index = reader.GetInt32(1);
                segments.Add(
                    (written, new StateSegment(index, await reader.GetFieldValueAsync<byte[]>(2, cancellationToken))));
            }
        }

        var deltas = new List<(long, ReadOnlyMemory<byte>)>();
        await using (var command = Create(connection, ReadDeltas, pipeline))
        {
            await using var reader =
                await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var written = reader.GetInt64(0);
                deltas.Add((written, await reader.GetFieldValueAsync<byte[]>(1, cancellationToken)));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return new Checkpoint(epoch, fingerprint, position, segments, deltas);
    }

    private static NpgsqlCommand Create(NpgsqlConnection connection, string sql, string pipeline)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        return command;
    }
}
