using CdcAnalytics.Engine.Positions;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Slots;

/// <summary>
/// What the server says of one replication slot.
/// <see href="https://www.postgresql.org/docs/18/view-pg-replication-slots.html"/>
/// </summary>
/// <param name="RetainedWalBytes">Bytes of log the slot keeps from being removed.</param>
/// <param name="UnconfirmedWalBytes">Bytes of log not yet acknowledged; null while the slot is being made.</param>
/// <param name="WalStatus">reserved, extended, unreserved or lost; null while the slot is being made.</param>
/// <param name="SafeWalBytes">
/// Bytes of log that may still be written before the slot is lost; null when unbounded.
/// </param>
/// <param name="ConfirmedFlushLsn">Acknowledged up to here; null while the slot is being made.</param>
/// <param name="ActiveProcessId">The server process that reads the slot; null when nobody does.</param>
/// <param name="Plugin">The output plugin, <c>pgoutput</c> for ours.</param>
/// <param name="DatabaseName">The database the slot belongs to.</param>
public sealed record SlotHealth(
    long RetainedWalBytes,
    long? UnconfirmedWalBytes,
    string? WalStatus,
    long? SafeWalBytes,
    Lsn? ConfirmedFlushLsn,
    int? ActiveProcessId,
    string? Plugin,
    string? DatabaseName)
{
    private const string Query = """
        SELECT coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(restart_lsn, pg_current_wal_lsn())), 0)::bigint,
               pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint,
               wal_status, safe_wal_size, confirmed_flush_lsn, active_pid, plugin::text, database::text
        FROM pg_replication_slots WHERE slot_name = $1
        """;

    /// <summary>Whether the server has removed log the slot needed.</summary>
    public bool IsLost => WalStatus == "lost";

    /// <summary>Asks the server; null when there is no such slot.</summary>
    public static async Task<SlotHealth?> ReadAsync(
        NpgsqlDataSource dataSource, string slotName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var command = dataSource.CreateCommand(Query);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = slotName });
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                return await reader.ReadAsync(cancellationToken)
                    ? new SlotHealth(
                        reader.GetInt64(0),
                        reader.IsDBNull(1) ? null : reader.GetInt64(1),
                        reader.IsDBNull(2) ? null : reader.GetString(2),
                        reader.IsDBNull(3) ? null : reader.GetInt64(3),
                        reader.IsDBNull(4) ? null : new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(4)),
                        reader.IsDBNull(5) ? null : reader.GetInt32(5),
                        reader.IsDBNull(6) ? null : reader.GetString(6),
                        reader.IsDBNull(7) ? null : reader.GetString(7))
                    : null;
            }
        }
    }
}
