using System.CommandLine;
using CdcAnalytics.Seeder.Traffic;
using Microsoft.Extensions.Hosting;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>The seeder as a service of the distributed topology.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command(
            "run", "Creates the source tables, loads history or a file once, and lets trips happen until stopped. Its "
                + "settings are the configuration's: ConnectionStrings__taxi, Seeder__TripsFile, "
                + "Seeder__HistoryTrips, Seeder__TripsPerSecond, Seeder__CorrectionsShare, Seeder__Seed; "
                + "ASPNETCORE_URLS is where /health, /pause and /resume answer.");
        command.SetAction((_, cancellationToken) => SeederCommandLine.GuardAsync(async () =>
        {
            await using var app = TrafficHost.Build();
            await ((IHost)app).RunAsync(cancellationToken);
        }));
        return command;
    }
}
