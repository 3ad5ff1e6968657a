using System.CommandLine;
using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Seeder.Zones;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>The root command: tables, zones, and trips from files.</summary>
internal static class LoadCommand
{
    private const double MaxRowsPerSecond = 1_000_000;

    public static RootCommand Create()
    {
        var connection = ConnectionSetting.CreateOption();
        var trips = new Option<string[]>("--trips")
        {
            HelpName = "file",
            Description = "TLC yellow trip files (Parquet), loaded one after the other. A file that is loaded "
                + "already adds nothing; "
                + "one that was interrupted goes on. Default: none, only tables and zones are made.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var zones = new Option<string?>("--zones")
        {
            HelpName = "file",
            Description = "Zones as CSV with LocationID, Borough, Zone, service_zone and optionally longitude, "
                + "latitude (degrees). "
                + "Default: the built-in 265 zones.",
        };
        var rate = RateSetting.CreateNumber(
            "--rate", "Trips a second; 0 is as fast as it goes.", minimum: 0, maximum: MaxRowsPerSecond,
                defaultValue: 0);
        var command = new RootCommand(
            "Makes the tables taxi_zones and yellow_taxi once, and loads zones and trips into them. Rows that "
                + "violate the schema "
            + "go to seeder.quarantine with their reason; the exit code is 0 when every row is in one or the other.")
        {
            connection, trips, zones, rate,
        };
        command.SetAction((parsed, cancellationToken) => SeederCommandLine.GuardAsync(() => RunAsync(
            parsed.GetValue(connection),
            parsed.GetValue(trips) ?? [],
            parsed.GetValue(zones),
            parsed.GetValue(rate) is var value and > 0 ? value : null,
            cancellationToken)));
        return command;
    }

    private static async Task RunAsync(
        string? connection, string[] tripPaths, string? zonePath, double? rowsPerSecond,
            CancellationToken cancellationToken)
    {
        await using var dataSource = ConnectionSetting.Open(connection);
        var zones = zonePath is null ? ZoneFile.BuiltIn : await ZoneFile.ReadAsync(zonePath, cancellationToken);
        await SourceSchema.CreateAsync(dataSource, cancellationToken);
        var loadedZones = await ZoneLoader.LoadAsync(dataSource, zones, cancellationToken);
        Console.WriteLine(
            $"Zones: {loadedZones.Inserted} new, {loadedZones.Updated} changed, {loadedZones.Unchanged} as before");
        foreach (var path in tripPaths)
        {
            var result = await LoadDisplay.RunAsync(progress => ParquetTripLoader.LoadAsync(
                dataSource,
                path,
                new() { RowsPerSecond = rowsPerSecond },
                progress,
                new PlainLogger(),
                TimeProvider.System,
                cancellationToken));
            Console.WriteLine(
                $"{Path.GetFileName(path)}: {result.RowsLoaded:N0} rows loaded, {result.RowsQuarantined:N0} in "
                    + "quarantine, "
                + $"of {result.TotalRows:N0}"
                + (result.RowsDoneBefore > 0 ? $" ({result.RowsDoneBefore:N0} of them by earlier runs)" : "")
                + $", in {result.Elapsed.TotalSeconds:N1} s");
        }
    }
}
