using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Sink;
using Npgsql;

namespace CdcAnalytics.Flink.Submission;

/// <summary>The result tables that the JDBC sink fills: made before the job, since the sink makes none.</summary>
internal sealed class ResultTables(NpgsqlDataSource dataSource, PipelinePlan plan)
{
    private const string Prepare = """
        SELECT pg_advisory_xact_lock(hashtextextended('cdc_analytics.flink.schema', 0));
        CREATE SCHEMA IF NOT EXISTS cdc;
        CREATE SCHEMA IF NOT EXISTS analytics;
        CREATE OR REPLACE FUNCTION cdc.announce_results() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('cdc_analytics', TG_TABLE_NAME);
          RETURN NULL;
        END $$;
        """;

    /// <summary>Makes the tables that are missing, and refuses those that are another's.</summary>
    /// <param name="isNew">Whether the pipeline never ran: then no table may hold rows.</param>
    /// <param name="cancellationToken">Ends the work; nothing is then changed.</param>
    /// <exception cref="ResultTableConflictException">A table is there and is not this pipeline's.</exception>
    public async Task EnsureAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Prepare, cancellationToken);
        foreach (var table in plan.Queries.Select(query => query.Result))
        {
            await RefuseEmbeddedAsync(connection, table, cancellationToken);
            var name = ResultTableDefinition.QualifiedName(table);
            var shape = await ResultTableShape.ReadAsync(connection, table.Name, cancellationToken);
            if (shape is null)
            {
                await ExecuteAsync(connection, ResultTableDefinition.CreateStatement(table), cancellationToken);
            }
            else if (shape != ResultTableDefinition.Shape(table))
            {
                throw new ResultTableConflictException(
                    $"The table {name} is there with another shape than the SQL declares. Rename or drop it, or give "
                    + $"the result table another name.\nFound:\n{shape}\nExpected:\n"
                    + ResultTableDefinition.Shape(table));
            }
            else if (isNew && await HasRowsAsync(connection, name, cancellationToken))
            {
                throw new ResultTableConflictException(
                    $"The table {name} holds rows, though this pipeline never ran. Empty the table, or give the result "
                    + "table another name.");
            }

            // The trigger tells the dashboard; a statement's, since the sink writes in batches.
            await ExecuteAsync(
                connection,
                $"CREATE OR REPLACE TRIGGER cdc_announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {name} "
                + "FOR EACH STATEMENT EXECUTE FUNCTION cdc.announce_results()",
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Empties the tables; one whose shape the SQL has changed is dropped.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Prepare, cancellationToken);
        foreach (var table in plan.Queries.Select(query => query.Result))
        {
            await RefuseEmbeddedAsync(connection, table, cancellationToken);
            var name = ResultTableDefinition.QualifiedName(table);
            if (await ResultTableShape.ReadAsync(connection, table.Name, cancellationToken) is { } shape)
            {
                var isSame = shape == ResultTableDefinition.Shape(table);
                await ExecuteAsync(
                    connection, isSame ? $"TRUNCATE {name}" : $"DROP TABLE {name}", cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    // The embedded host keeps its result tables in a list; two writers of one table would undo each other.
    private static async Task RefuseEmbeddedAsync(
        NpgsqlConnection connection, ResultTable table, CancellationToken cancellationToken)
    {
        await using var probe = new NpgsqlCommand("SELECT to_regclass('cdc.result_table') IS NOT NULL", connection);
        if (await probe.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            "SELECT pipeline FROM cdc.result_table WHERE table_name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Name });
        if (await command.ExecuteScalarAsync(cancellationToken) is string owner)
        {
            throw new ResultTableConflictException(
                $"The result table {ResultTableDefinition.QualifiedName(table)} is filled by the embedded pipeline "
                + $"'{owner}'. Use another database for the distributed topology, or give the table another name.");
        }
    }

    private static async Task<bool> HasRowsAsync(
        NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var probe = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {name})", connection);
        return await probe.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
