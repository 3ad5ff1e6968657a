using Npgsql;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>What the server says of itself and of the role that asks.</summary>
/// <param name="VersionNumber">For example 150018.</param>
/// <param name="WalLevel">minimal, replica or logical.</param>
/// <param name="MaxSlots">max_replication_slots.</param>
/// <param name="OtherSlots">Slots that are not ours.</param>
/// <param name="HasOurSlot">Whether our slot exists.</param>
/// <param name="MaxWalSenders">max_wal_senders.</param>
/// <param name="OtherWalSenders">WAL senders that run, ours aside.</param>
/// <param name="SlotKeepSizeMegabytes">max_slot_wal_keep_size; null when unbounded.</param>
/// <param name="WalSenderTimeout">wal_sender_timeout; zero when there is none.</param>
/// <param name="RoleName">The role we are.</param>
/// <param name="MayReplicate">Whether it has REPLICATION or is a superuser.</param>
/// <param name="MayCreate">Whether it may create schemas and publications in the database.</param>
/// <param name="DatabaseName">The database we are in.</param>
/// <param name="IsInRecovery">Whether the server is a standby.</param>
/// <param name="PublicationOwner">Who owns our publication; null when there is none.</param>
/// <param name="OwnsPublication">Whether the role may change our publication.</param>
/// <param name="IsPublicationForAllTables">Whether our publication was made FOR ALL TABLES.</param>
internal sealed record ServerFacts(
    int VersionNumber,
    string WalLevel,
    int MaxSlots,
    int OtherSlots,
    bool HasOurSlot,
    int MaxWalSenders,
    int OtherWalSenders,
    long? SlotKeepSizeMegabytes,
    TimeSpan WalSenderTimeout,
    string RoleName,
    bool MayReplicate,
    bool MayCreate,
    string DatabaseName,
    bool IsInRecovery,
    string? PublicationOwner,
    bool OwnsPublication,
    bool IsPublicationForAllTables)
{
    private const string Query = """
        SELECT current_setting('server_version_num')::int,
               current_setting('wal_level'),
               current_setting('max_replication_slots')::int,
               (SELECT count(*)::int FROM pg_replication_slots WHERE slot_name <> $1),
               EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1),
               current_setting('max_wal_senders')::int,
               (SELECT count(*)::int FROM pg_stat_replication sender
                WHERE NOT EXISTS (SELECT FROM pg_replication_slots slot
                                  WHERE slot.active_pid = sender.pid AND slot.slot_name = $1)),
               (SELECT CASE WHEN setting::bigint >= 0 THEN setting::bigint END
                FROM pg_settings WHERE name = 'max_slot_wal_keep_size'),
               (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_sender_timeout'),
               current_user::text,
               (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user),
               has_database_privilege(current_database(), 'CREATE'),
               current_database()::text,
               pg_is_in_recovery(),
               (SELECT pg_get_userbyid(pubowner)::text FROM pg_publication WHERE pubname = $2),
               coalesce((SELECT pg_has_role(pubowner, 'USAGE') FROM pg_publication WHERE pubname = $2), true),
               coalesce((SELECT puballtables FROM pg_publication WHERE pubname = $2), false)
        """;

    /// <summary>Asks the server.</summary>
    public static async Task<ServerFacts> ReadAsync(
        NpgsqlDataSource dataSource, PostgresChangeSourceOptions options, CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(Query);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.SlotName });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.PublicationName });
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                await reader.ReadAsync(cancellationToken);
                return new ServerFacts(
                    reader.GetInt32(0),
                    reader.GetString(1),
                    reader.GetInt32(2),
                    reader.GetInt32(3),
                    reader.GetBoolean(4),
                    reader.GetInt32(5),
                    reader.GetInt32(6),
                    reader.IsDBNull(7) ? null : reader.GetInt64(7),
                    TimeSpan.FromMilliseconds(reader.GetInt64(8)),
                    reader.GetString(9),
                    reader.GetBoolean(10),
                    reader.GetBoolean(11),
                    reader.GetString(12),
                    reader.GetBoolean(13),
                    reader.IsDBNull(14) ? null : reader.GetString(14),
                    reader.GetBoolean(15),
                    reader.GetBoolean(16));
            }
        }
    }
}
