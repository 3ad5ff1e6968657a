using System.Diagnostics;
using CdcAnalytics.Measuring;
using CdcAnalytics.Topologies.Hosting;
using CdcAnalytics.Topologies.Processes;

namespace CdcAnalytics.Topologies.Phases;

/// <summary>Trips as fast as Postgres takes them, until all of them are in the live tables.</summary>
internal static class BulkPhase
{
    /// <summary>Runs on a host whose results are exact.</summary>
    public static async Task<BulkFigures> RunAsync(
        TopologyHost host, TopologiesOptions options, CancellationToken cancellationToken)
    {
        var cpu = CpuMoment.Read(host);
        var began = Stopwatch.GetTimestamp();
        var (inserted, moment) = await SideBySide.RunAsync(
            async token =>
            {
                await TripRows.CopyAsync(
                    host.DataSource, options.Seed, options.StartTrips, options.Trips, options.TransactionRows, token);
                return Stopwatch.GetTimestamp();
            },
            token => new ExactnessWatch(host).WaitAsync(options.StartTrips + options.Trips, token),
            cancellationToken);
        return new BulkFigures
        {
            Trips = options.Trips,
            InsertSeconds = Stopwatch.GetElapsedTime(began, inserted).TotalSeconds,
            CountedSeconds = Stopwatch.GetElapsedTime(began, moment.CountedAt).TotalSeconds,
            ExactSeconds = Stopwatch.GetElapsedTime(began, moment.ExactAt).TotalSeconds,
            CpuSeconds = moment.Cpu.TopologySince(cpu),
            BenchmarkCpuSeconds = moment.Cpu.BenchmarkSeconds - cpu.BenchmarkSeconds,
            OthersCpuShare = moment.Cpu.OthersShareSince(cpu),
        };
    }
}
