using CdcAnalytics.Seeder.TripFiles;
using Npgsql;

namespace CdcAnalytics.Seeder.Loading;

/// <summary>
/// The row of <c>seeder.trip_load</c> that says how far a file is: read at the start, moved with every batch.
/// </summary>
internal sealed class TripLoadJournal
{
    private readonly TripFileDescription _file;

    private TripLoadJournal(TripFileDescription file, long rowsLoaded, long rowsQuarantined)
    {
        _file = file;
        RowsLoaded = rowsLoaded;
        RowsQuarantined = rowsQuarantined;
    }

    /// <summary>Rows in the table.</summary>
    public long RowsLoaded { get; private set; }

    /// <summary>Rows in quarantine.</summary>
    public long RowsQuarantined { get; private set; }

    /// <summary>Rows of the file that are done; the next row to load, counted from 0.</summary>
    public long RowsDone => RowsLoaded + RowsQuarantined;

    /// <summary>Finds the file's row, or makes it.</summary>
    public static async Task<TripLoadJournal> OpenAsync(
        NpgsqlConnection connection, TripFileDescription file, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("""
                    INSERT INTO seeder.trip_load (file_identity, file_name, total_rows) VALUES ($1, $2, $3)
                    ON CONFLICT (file_identity) DO NOTHING
                    """)
                {
                    Parameters =
                    {
                        new() { Value = file.Identity },
                        new() { Value = Path.GetFileName(file.Path) },
                        new() { Value = file.TotalRows },
                    },
                },
                new("SELECT rows_loaded, rows_quarantined FROM seeder.trip_load WHERE file_identity = $1")
                {
                    Parameters = { new() { Value = file.Identity } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(file, reader.GetInt64(0), reader.GetInt64(1))
            : throw new InvalidOperationException($"seeder.trip_load lost the row of {file.Identity}.");
    }

    /// <summary>Begins a batch's transaction: a second seeder waits here instead of copying rows in vain.</summary>
    public async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT FROM seeder.trip_load WHERE file_identity = $1 FOR UPDATE", connection);
        command.Parameters.Add(new() { Value = _file.Identity });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Moves the row, as the last statement of the transaction that holds the rows.</summary>
    /// <exception cref="SeederException">Another seeder moved it meanwhile: its rows are in, ours must not
    /// be.</exception>
    public async Task AdvanceAsync(
        NpgsqlConnection connection, long loaded, long quarantined, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE seeder.trip_load
            SET rows_loaded = $4, rows_quarantined = $5, updated_at = now()
            WHERE file_identity = $1 AND rows_loaded = $2 AND rows_quarantined = $3
            """,
            connection);
        command.Parameters.Add(new() { Value = _file.Identity });
        command.Parameters.Add(new() { Value = RowsLoaded });
        command.Parameters.Add(new() { Value = RowsQuarantined });
        command.Parameters.Add(new() { Value = RowsLoaded + loaded });
        command.Parameters.Add(new() { Value = RowsQuarantined + quarantined });
        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            throw new SeederException(
                $"Trip file '{_file.Path}' is being loaded by another seeder too; this one stops, no row is "
                    + "loaded twice.");
        }
    }

    /// <summary>Counts the rows of a transaction that is committed.</summary>
    public void Committed(long loaded, long quarantined)
    {
        RowsLoaded += loaded;
        RowsQuarantined += quarantined;
    }
}
