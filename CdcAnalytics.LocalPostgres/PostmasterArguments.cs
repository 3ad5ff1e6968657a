using System.Globalization;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// The arguments of the server. All settings of ours are given here and none in a file, so that the options of this run
/// are what counts.
/// </summary>
internal static class PostmasterArguments
{
    /// <summary>File in the data directory where a server records how it was started.</summary>
    public const string RecordFileName = "postmaster.opts";

    /// <summary>Makes the arguments.</summary>
    public static IReadOnlyList<string> Make(LocalPostgresOptions options, ClusterHome home, int port)
    {
        (string Name, string Value)[] settings =
        [
            ("cluster_name", "cdc_analytics"),
            ("listen_addresses", "127.0.0.1"),
            ("wal_level", "logical"),
            ("max_replication_slots", Number(options.MaxReplicationSlots)),
            ("max_wal_senders", Number(options.MaxReplicationSlots)),
            ("max_slot_wal_keep_size", Number(options.MaxSlotRetainedWalMegabytes) + "MB"),
            ("max_connections", Number(options.MaxConnections)),
            ("shared_buffers", Number(options.SharedBuffersMegabytes) + "MB"),
            ("fsync", options.FlushToDisk ? "on" : "off"),
            ("full_page_writes", options.FlushToDisk ? "on" : "off"),
            ("jit", "off"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            // The log goes to the file that ServerProcess opened, whatever postgresql.conf says.
            ("logging_collector", "off"),
        ];
        var socket = OperatingSystem.IsWindows() ? "" : home.SocketDirectory;
        return
        [
            "-D", home.Data, "-p", Number(port), "-k", socket,
            .. settings.SelectMany(setting => new[] { "-c", $"{setting.Name}={setting.Value}" }),
        ];
    }

    /// <summary>
    /// The line a server records: <c>/usr/lib/postgresql/15/bin/postgres "-D" "/home/..." "-p" "5433"</c>. The same
    /// line means the same programs with the same settings.
    /// </summary>
    public static string AsRecorded(PostgresBinaries binaries, IReadOnlyList<string> arguments) =>
        $"{binaries.Postgres} {string.Join(' ', arguments.Select(argument => $"\"{argument}\""))}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
