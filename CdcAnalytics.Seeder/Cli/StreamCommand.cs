using System.CommandLine;
using CdcAnalytics.Seeder.Live;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Seeder.Zones;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Made-up trips and corrections as a live stream.</summary>
internal static class StreamCommand
{
    public static Command Create()
    {
        var defaults = new LiveTripsOptions();
        var connection = ConnectionSetting.CreateOption();
        var rate = RateSetting.CreateNumber(
            "--rate", "Trips a second.", minimum: 0.1, maximum: 10_000, defaultValue: defaults.TripsPerSecond);
        var corrections = RateSetting.CreateNumber(
            "--corrections", "Updates and deletes of earlier trips for each trip.",
            minimum: 0, maximum: 1, defaultValue: defaults.CorrectionsShare);
        var speed = RateSetting.CreateNumber(
            "--speed", "Event seconds a real second.", minimum: 1, maximum: 100_000,
                defaultValue: defaults.EventTimeSpeed);
        var history = RateSetting.CreateCount(
            "--history", "Trips put in as fast as COPY goes before the stream begins, counted over all runs.",
            minimum: 0, maximum: 100_000_000, defaultValue: defaults.HistoryTrips);
        var seed = RateSetting.CreateCount(
            "--seed", "Decides the trips.", minimum: 0, maximum: long.MaxValue, defaultValue: defaults.Seed);
        var start = RateSetting.CreateTime(
            "--start", "Event time of the first trips, when there is no stream yet. Default: after the table's "
                + "trips, or 2024-01-01.");
        var command = new Command(
            "stream", "Inserts made-up trips and corrects some of them, until stopped; goes on where it was when "
                + "run again.")
        {
            connection, rate, corrections, speed, history, seed, start,
        };
        command.SetAction((parsed, cancellationToken) => SeederCommandLine.GuardAsync(() => RunAsync(
            parsed.GetValue(connection),
            new()
            {
                TripsPerSecond = parsed.GetValue(rate),
                CorrectionsShare = parsed.GetValue(corrections),
                EventTimeSpeed = parsed.GetValue(speed),
                HistoryTrips = parsed.GetValue(history),
                Seed = parsed.GetValue(seed),
                Start = parsed.GetValue(start),
            },
            cancellationToken)));
        return command;
    }

    private static async Task RunAsync(
        string? connection, LiveTripsOptions options, CancellationToken cancellationToken)
    {
        await using var dataSource = ConnectionSetting.Open(connection);
        await SourceSchema.CreateAsync(dataSource, cancellationToken);
        await ZoneLoader.LoadAsync(dataSource, ZoneFile.BuiltIn, cancellationToken);
        await LiveTrips.RunAsync(
            dataSource, options, new LiveDisplay(), new PlainLogger(), TimeProvider.System, cancellationToken);
    }
}
