using CdcAnalytics.Engine.Plans;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// The result tables as they stand in the database: makes those that are missing, and refuses those that are not this
/// pipeline's. Works inside the caller's transaction.
/// </summary>
internal sealed class ResultTableCatalog(NpgsqlConnection connection, string pipeline, ILogger logger)
{
    /// <summary>Makes sure that every result table is there, of the right shape and this pipeline's.</summary>
    /// <param name="plan">Whose result tables.</param>
    /// <param name="epoch">The last committed epoch; 0 when nothing was ever committed.</param>
    /// <param name="cancellationToken">Ends the work; the transaction is then to be rolled back.</param>
    public async Task EnsureAsync(PipelinePlan plan, long epoch, CancellationToken cancellationToken)
    {
        foreach (var query in plan.Queries)
        {
            var table = query.Result;
            var name = ResultTableDefinition.QualifiedName(table);
            var owner = await ReadOwnerAsync(table.Name, cancellationToken);
            if (owner is not null && owner != pipeline)
            {
                throw new ResultTableConflictException(
                    $"The result table {name} is filled by pipeline '{owner}'; this one is '{pipeline}'. Give the "
                    + "table another name in the SQL.");
            }

            var shape = await ReadShapeAsync(table.Name, cancellationToken);
            if (shape is null)
            {
                if (epoch > 0)
                {
                    throw new ResultTableConflictException(
                        $"The result table {name} is missing, though pipeline '{pipeline}' has filled it up to epoch "
                        + $"{epoch}. Restore it, or rebuild the pipeline.");
                }

                await connection.ExecuteAsync(ResultTableDefinition.CreateStatement(table), cancellationToken);
                SinkLog.ResultTableCreated(logger, name);
            }
            else
            {
                await CheckAsync(table, shape, epoch, cancellationToken);
            }

            await RegisterAsync(table.Name, cancellationToken);
        }
    }

    /// <summary>
    /// Empties the pipeline's result tables; those of another shape or no longer in the plan are dropped.
    /// </summary>
    public async Task ResetAsync(PipelinePlan plan, CancellationToken cancellationToken)
    {
        var wanted = plan.Queries.ToDictionary(
            query => query.Result.Name, query => query.Result, StringComparer.Ordinal);
        foreach (var owned in await ReadOwnedAsync(cancellationToken))
        {
            var name = $"{ResultTableDefinition.SchemaName}.{SqlIdentifier.Quote(owned)}";
            var shape = await ReadShapeAsync(owned, cancellationToken);
            if (shape is null)
            {
                continue;
            }

            // What keeps its shape is emptied, not dropped: views and privileges on it stay.
            if (wanted.TryGetValue(owned, out var table) && shape == ResultTableDefinition.Shape(table))
            {
                await connection.ExecuteAsync($"TRUNCATE {name}", cancellationToken);
                SinkLog.ResultTableEmptied(logger, name);
            }
            else
            {
                await connection.ExecuteAsync($"DROP TABLE {name}", cancellationToken);
                SinkLog.ResultTableDropped(logger, name);
            }
        }

        await using var forget = new NpgsqlCommand("DELETE FROM cdc.result_table WHERE pipeline = $1", connection);
        forget.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        await forget.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CheckAsync(ResultTable table, string shape, long epoch, CancellationToken cancellationToken)
    {
        var name = ResultTableDefinition.QualifiedName(table);
        var expected = ResultTableDefinition.Shape(table);
        if (shape != expected)
        {
            throw new ResultTableConflictException(
                $"The table {name} is there with another shape than the SQL declares. Rename or drop it, or give the "
                + $"result table another name.\nFound:\n{shape}\nExpected:\n{expected}");
        }

        if (epoch == 0)
        {
            await using var probe = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {name})", connection);
            if (await probe.ExecuteScalarAsync(cancellationToken) is true)
            {
                throw new ResultTableConflictException(
                    $"The table {name} holds rows that pipeline '{pipeline}' did not write: it has committed nothing "
                    + "yet. Empty the table, or give the result table another name.");
            }
        }
    }

    private Task<string?> ReadShapeAsync(string table, CancellationToken cancellationToken) =>
        ResultTableShape.ReadAsync(connection, table, cancellationToken);

    private async Task<string?> ReadOwnerAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pipeline FROM cdc.result_table WHERE table_name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<List<string>> ReadOwnedAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT table_name FROM cdc.result_table WHERE pipeline = $1 ORDER BY table_name", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private async Task RegisterAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO cdc.result_table (table_name, pipeline) VALUES ($1, $2) ON CONFLICT (table_name) DO NOTHING",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
