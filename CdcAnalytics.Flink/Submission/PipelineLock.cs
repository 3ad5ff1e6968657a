using System.Data;
using Npgsql;

namespace CdcAnalytics.Flink.Submission;

/// <summary>
/// The right to submit a pipeline's job: an advisory lock in Postgres, held by a connection of its own. It is gone with
/// the connection, so that a submitter that died does not keep it.
/// </summary>
internal sealed class PipelineLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private PipelineLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Takes the lock; null when another has it.</summary>
    public static async Task<PipelineLock?> TryTakeAsync(
        NpgsqlDataSource dataSource, string pipeline, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var isTaken = false;
        try
        {
            await using var command = new NpgsqlCommand(
                "SELECT pg_try_advisory_lock(hashtextextended('cdc_analytics.flink.' || $1, 0))", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
            isTaken = await command.ExecuteScalarAsync(cancellationToken) is true;
            return isTaken ? new PipelineLock(connection) : null;
        }
        finally
        {
            if (!isTaken)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Whether its connection was open when it was last used. A server that was killed breaks it with an error of its
    /// own kind, so that the error does not tell.
    /// </summary>
    public bool IsHeld => _connection.State == ConnectionState.Open;

    /// <summary>Makes sure that the lock is still held; the connection's loss is an exception.</summary>
    /// <exception cref="NpgsqlException">The connection is lost, and the lock with it.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        if (!IsHeld)
        {
            throw new NpgsqlException("The connection that holds the pipeline's lock is lost.");
        }

        await using var command = new NpgsqlCommand("SELECT 1", _connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // At once: a pooled connection is reset only when it is used again, and would keep the lock until then.
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // The connection is lost, and the lock with it.
        }

        await _connection.DisposeAsync();
    }
}
