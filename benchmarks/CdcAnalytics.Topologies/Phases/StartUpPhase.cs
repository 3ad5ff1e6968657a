using System.Diagnostics;
using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Measuring;
using CdcAnalytics.Topologies.Hosting;

namespace CdcAnalytics.Topologies.Phases;

/// <summary>
/// From nothing to exact results: trips are inserted the moment there are tables, so that they are there before the
/// slow engines look; the quick one sees some of them come.
/// </summary>
internal static class StartUpPhase
{
    // One transaction for the usual number: as if they had been there for long.
    private const int TransactionRows = 1_000_000;

    /// <summary>Runs on a host that was just started.</summary>
    public static async Task<StartUpFigures> RunAsync(
        TopologyHost host, TopologiesOptions options, CancellationToken cancellationToken)
    {
        await host.WaitForTablesAsync(cancellationToken);
        var tables = Seconds(Stopwatch.GetTimestamp());
        var watch = new ExactnessWatch(host);
        var (inserted, firstRow) = await SideBySide.RunAsync(
            async token =>
            {
                await TripRows.CopyAsync(
                    host.DataSource, options.Seed, start: 0, options.StartTrips, TransactionRows, token);
                return Stopwatch.GetTimestamp();
            },
            watch.WaitForFirstRowAsync,
            cancellationToken);
        var moment = await watch.WaitAsync(options.StartTrips, cancellationToken);
        var rows = await BatchOracle.CountRowsAsync(host.DataSource, cancellationToken);
        return new StartUpFigures
        {
            Trips = options.StartTrips,
            TablesSeconds = tables,
            TripsInsertedSeconds = Seconds(inserted),
            FirstRowSeconds = Seconds(firstRow),
            ExactSeconds = Seconds(moment.ExactAt),
            OthersCpuShare = moment.Cpu.OthersShareSince(host.CpuBeforeStart),
            LiveTableRows = BatchOracle.LiveTables.ToDictionary(table => table, table => rows[table]),
        };

        double Seconds(long moment) => Stopwatch.GetElapsedTime(host.CpuBeforeStart.At, moment).TotalSeconds;
    }
}
