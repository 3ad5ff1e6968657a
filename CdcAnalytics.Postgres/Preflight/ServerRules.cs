using System.Globalization;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Judges a server and role.</summary>
internal static class ServerRules
{
    private const int OldestVersion = 14;
    private const int NewestVersion = 18;
    private const int VersionFactor = 10_000;

    /// <summary>Everything that stands in the way.</summary>
    public static IEnumerable<PreflightFinding> Judge(ServerFacts facts, PostgresChangeSourceOptions options) =>
        JudgeServer(facts, options).Concat(JudgeRole(facts, options));

    private static IEnumerable<PreflightFinding> JudgeServer(ServerFacts facts, PostgresChangeSourceOptions options)
    {
        var version = facts.VersionNumber / VersionFactor;
        if (version is < OldestVersion or > NewestVersion)
        {
            yield return Error(
                "server_version",
                $"The server is PostgreSQL {version}; expected {OldestVersion} to {NewestVersion}.",
                $"use a server of version {OldestVersion} to {NewestVersion}");
        }

        if (facts.IsInRecovery)
        {
            yield return Error(
                "pg_is_in_recovery", "The server is a standby; capture reads the primary.", "connect to the primary");
        }

        if (facts.WalLevel != "logical")
        {
            yield return Error(
                "wal_level",
                $"wal_level is '{facts.WalLevel}'; expected 'logical'.",
                "ALTER SYSTEM SET wal_level = 'logical'; then restart Postgres");
        }

        if (!facts.HasOurSlot && facts.OtherSlots >= facts.MaxSlots)
        {
            yield return Error(
                "max_replication_slots",
                $"All {facts.MaxSlots} replication slots are in use.",
                Set("max_replication_slots", facts.OtherSlots + 2) +
                "; then restart Postgres, or drop a slot not needed");
        }

        if (facts.OtherWalSenders >= facts.MaxWalSenders)
        {
            yield return Error(
                "max_wal_senders",
                $"All {facts.MaxWalSenders} WAL senders are in use.",
                Set("max_wal_senders", facts.OtherWalSenders + 2) + "; then restart Postgres");
        }

        if (facts.SlotKeepSizeMegabytes is null)
        {
            yield return Warning(
                "max_slot_wal_keep_size",
                "max_slot_wal_keep_size is unbounded: while capture is stopped the log grows until the disk is full.",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '20GB'; SELECT pg_reload_conf()");
        }

        if (facts.WalSenderTimeout > TimeSpan.Zero && options.StatusInterval * 3 > facts.WalSenderTimeout)
        {
            yield return Error(
                "wal_sender_timeout",
                $"wal_sender_timeout is {facts.WalSenderTimeout}, the status interval {options.StatusInterval}; " +
                "expected at most a third of it.",
                "ALTER SYSTEM SET wal_sender_timeout = '60s'; SELECT pg_reload_conf(), or lower the status interval");
        }
    }

    private static IEnumerable<PreflightFinding> JudgeRole(ServerFacts facts, PostgresChangeSourceOptions options)
    {
        var role = SqlText.Identifier(facts.RoleName);
        var publication = SqlText.Identifier(options.PublicationName);
        if (!facts.MayReplicate)
        {
            yield return Error(
                facts.RoleName,
                $"Role {facts.RoleName} may not read the log: it has neither REPLICATION nor SUPERUSER.",
                $"ALTER ROLE {role} REPLICATION");
        }

        if (!facts.MayCreate)
        {
            yield return Error(
                facts.RoleName,
                $"Role {facts.RoleName} may not create a publication and schemas in database {facts.DatabaseName}.",
                $"GRANT CREATE ON DATABASE {SqlText.Identifier(facts.DatabaseName)} TO {role}");
        }

        if (facts.IsPublicationForAllTables)
        {
            yield return Error(
                options.PublicationName,
                $"Publication {options.PublicationName} is FOR ALL TABLES: it breaks updates of tables without a " +
                "replica identity.",
                $"DROP PUBLICATION {publication} (it is made anew with the captured tables only), or choose another " +
                "name");
        }

        if (!facts.OwnsPublication)
        {
            yield return Error(
                options.PublicationName,
                $"Publication {options.PublicationName} belongs to {facts.PublicationOwner}, and role " +
                $"{facts.RoleName} may not change it.",
                $"ALTER PUBLICATION {publication} OWNER TO {role}, or choose another name");
        }
    }

    private static string Set(string setting, int value) =>
        string.Create(CultureInfo.InvariantCulture, $"ALTER SYSTEM SET {setting} = {value}");

    private static PreflightFinding Error(string subject, string message, string remedy) =>
        new(PreflightSeverity.Error, subject, message, remedy);

    private static PreflightFinding Warning(string subject, string message, string remedy) =>
        new(PreflightSeverity.Warning, subject, message, remedy);
}
