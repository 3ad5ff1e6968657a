using CdcAnalytics.LocalPostgres;
using CdcAnalytics.Embedded.Settings;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Postgres.Preflight;
using CdcAnalytics.Postgres.Replication;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Seeder;
using CdcAnalytics.Sql;
using Npgsql;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>
/// The failures whose message says all a user needs; any other is a defect and is told with its stack.
/// </summary>
internal static class KnownFailures
{
    /// <summary>Whether the message alone is to be shown.</summary>
    public static bool Includes(Exception exception) =>
        exception is SettingException or LocalPostgresException or SeederException or SqlException
            or DirectoryNotFoundException or PreflightException or PipelineChangedException
                or ResultTableConflictException
            or IncompatibleRelationException or SlotInUseException or EpochConflictException or NpgsqlException;
}
