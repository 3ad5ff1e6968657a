using System.CommandLine;
using CdcAnalytics.Seeder.Generation;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Made-up trips as a file.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var path = new Option<string>("--out")
        {
            HelpName = "file",
            Required = true,
            Description = "The Parquet file to write; it is replaced.",
        };
        var rows = RateSetting.CreateCount(
            "--rows", "Trips.", minimum: 100, maximum: 1_000_000_000, defaultValue: 100_000);
        var seed = RateSetting.CreateCount(
            "--seed", "Decides the trips.", minimum: 0, maximum: long.MaxValue,
                defaultValue: new TripGeneratorOptions().Seed);
        var start = RateSetting.CreateTime(
            "--start", "Event time of the first trips, by the hour. Default: 2024-01-01.");
        var tripsPerHour = RateSetting.CreateCount(
            "--trips-per-hour", "Trips an event hour, averaged over the day.",
            minimum: 1, maximum: 100_000, defaultValue: TripGeneratorOptions.DefaultTripsPerHour);
        var command = new Command("generate", "Writes made-up trips as a Parquet file in the TLC's schema.")
        {
            path, rows, seed, start, tripsPerHour,
        };
        command.SetAction((parsed, cancellationToken) => SeederCommandLine.GuardAsync(async () =>
        {
            var options = new TripGeneratorOptions
            {
                Seed = parsed.GetValue(seed),
                Start = parsed.GetValue(start) ?? new TripGeneratorOptions().Start,
                TripsPerHour = (int)parsed.GetValue(tripsPerHour),
            };
            var rowCount = parsed.GetValue(rows);
            var file = parsed.GetRequiredValue(path);
            await TripFileWriter.WriteAsync(file, options, rowCount, progress: null, cancellationToken);
            Console.WriteLine($"{file}: {rowCount:N0} trips, {new FileInfo(file).Length:N0} bytes");
        }));
        return command;
    }
}
