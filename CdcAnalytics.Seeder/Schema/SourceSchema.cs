using Npgsql;

namespace CdcAnalytics.Seeder.Schema;

/// <summary>Creates the source tables and the seeder's own, once; it never drops or alters what is there.</summary>
public static class SourceSchema
{
    /// <summary>
    /// Any number will do, if all seeders agree on it: two that start together create the tables one after the other.
    /// </summary>
    private const long CreationLock = 0x5EED_7AB1;

    private const string SeederTables = """
        CREATE SCHEMA IF NOT EXISTS seeder;
        CREATE TABLE IF NOT EXISTS seeder.trip_load (
          file_identity     text PRIMARY KEY,
          file_name         text NOT NULL,
          total_rows        bigint NOT NULL,
          rows_loaded       bigint NOT NULL DEFAULT 0,
          rows_quarantined  bigint NOT NULL DEFAULT 0,
          started_at        timestamptz NOT NULL DEFAULT now(),
          updated_at        timestamptz NOT NULL DEFAULT now(),
          CHECK (rows_loaded >= 0 AND rows_quarantined >= 0 AND rows_loaded + rows_quarantined <= total_rows)
        );
        CREATE TABLE IF NOT EXISTS seeder.quarantine (
          file_identity   text NOT NULL REFERENCES seeder.trip_load,
          row_number      bigint NOT NULL,
          file_name       text NOT NULL,
          reason          text NOT NULL,
          row_content     jsonb NOT NULL,
          quarantined_at  timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (file_identity, row_number)
        );
        CREATE TABLE IF NOT EXISTS seeder.live_stream (
          stream_name        text PRIMARY KEY,
          seed               bigint NOT NULL,
          leg_start          timestamp NOT NULL,
          leg_first_trip     bigint NOT NULL,
          trips_per_hour     integer NOT NULL,
          next_trip          bigint NOT NULL,
          corrections        bigint NOT NULL DEFAULT 0,
          updated_at         timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE seeder.trip_load IS 'How far each trip file is loaded; committed with the rows themselves.';
        COMMENT ON TABLE seeder.quarantine IS 'Rows of trip files that violate the schema. row_number counts from 1.';
        COMMENT ON TABLE seeder.live_stream IS 'Where the stream of made-up trips goes on; committed with the trips.';
        """;

    /// <summary>Creates what is missing, in one transaction, and refuses tables of another shape.</summary>
    /// <exception cref="SeederException">A table has another shape, or the user may not create tables.</exception>
    public static async Task CreateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await using (var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection))
            {
                command.Parameters.Add(new() { Value = CreationLock });
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            foreach (var table in new[] { SourceTable.TaxiZones, SourceTable.YellowTaxi })
            {
                if (await TableShape.FindAsync(connection, table.Name, cancellationToken) is { } shape)
                {
                    shape.RefuseUnless(table);
                }
                else
                {
                    await ExecuteAsync(connection, table.CreateStatements(), cancellationToken);
                }
            }

            await ExecuteAsync(connection, SeederTables, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SeederException(
                $"The database user may not create the source tables ({exception.MessageText}); "
                + "GRANT CREATE ON SCHEMA public and GRANT CREATE ON DATABASE to it, or create them as their owner.",
                exception);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string statements, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
