using CdcAnalytics.Engine.Positions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;

namespace CdcAnalytics.Postgres.Slots;

/// <summary>Makes, checks and drops our replication slot.</summary>
internal static class ReplicationSlot
{
    private const string Plugin = "pgoutput";

    /// <summary>
    /// Makes the slot and calls back while the snapshot it exports can be adopted; it is gone with the connection's
    /// next command.
    /// </summary>
    public static async Task<T> CreateAsync<T>(
        string connectionString,
        string slotName,
        ILogger logger,
        Func<string, Lsn, Task<T>> adoptSnapshot,
        CancellationToken cancellationToken)
    {
        var connection = new LogicalReplicationConnection(connectionString);
        await using (connection)
        {
            await connection.Open(cancellationToken);
            var slot = await connection.CreatePgOutputReplicationSlot(
                slotName,
                slotSnapshotInitMode: LogicalSlotSnapshotInitMode.Export,
                cancellationToken: cancellationToken);
            var consistentPoint = new Lsn((ulong)slot.ConsistentPoint);
            PostgresLog.SlotCreated(logger, slotName, consistentPoint);
            return await adoptSnapshot(
                slot.SnapshotName ?? throw new InvalidDataException($"Slot {slotName} exported no snapshot."),
                consistentPoint);
        }
    }

    /// <summary>Drops the slot when it exists and is ours.</summary>
    /// <exception cref="PostgresException">It is in use.</exception>
    /// <exception cref="InvalidOperationException">
    /// A slot of that name is not a pgoutput slot of this database.
    /// </exception>
    public static async Task DropAsync(
        NpgsqlDataSource dataSource,
        string slotName,
        string reason,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        if (await SlotHealth.ReadAsync(dataSource, slotName, cancellationToken) is not { } slot)
        {
            return;
        }

        var command = dataSource.CreateCommand(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots " +
            "WHERE slot_name = $1 AND plugin = $2 AND database = current_database()");
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = slotName });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Plugin });
            PostgresLog.DroppingSlot(logger, slotName, reason);
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                if (!await reader.ReadAsync(cancellationToken))
                {
                    throw new InvalidOperationException(
                        $"A replication slot named {slotName} exists, but for plugin {slot.Plugin} and database " +
                        $"{slot.DatabaseName}: it is not ours. Choose another slot name.");
                }
            }
        }
    }

    /// <summary>Checks that the slot still holds everything after a checkpoint.</summary>
    /// <param name="dataSource">Where to ask.</param>
    /// <param name="slotName">The slot.</param>
    /// <param name="position">The first byte still needed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlotLostException">It does not.</exception>
    public static async Task EnsureHoldsAsync(
        NpgsqlDataSource dataSource, string slotName, Lsn position, CancellationToken cancellationToken)
    {
        var slot = await SlotHealth.ReadAsync(dataSource, slotName, cancellationToken)
            ?? throw new SlotLostException(
                $"Replication slot {slotName} does not exist, but a checkpoint at {position} does: changes since then "
                + "are lost.");
        if (slot.IsLost)
        {
            throw new SlotLostException(
                $"Replication slot {slotName} was invalidated by the server, which removed log it needed: changes "
                + "since " +
                $"{position} are lost. Raise max_slot_wal_keep_size if that was too soon.");
        }

        // We never confirm more than a checkpoint covers, so somebody else moved or remade the slot.
        if (slot.ConfirmedFlushLsn is { } confirmed && confirmed > position)
        {
            throw new SlotLostException(
                $"Replication slot {slotName} begins at {confirmed}, after the checkpoint at {position}: it was read "
                + "or remade " +
                "by another, and the changes between are lost.");
        }
    }
}
