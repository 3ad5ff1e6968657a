using System.Globalization;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Measuring.Latency;
using CdcAnalytics.Topologies.Hosting;
using CdcAnalytics.Topologies.Phases;
using CdcAnalytics.Topologies.Processes;
using CdcAnalytics.Topologies.Reporting;
using Npgsql;

namespace CdcAnalytics.Topologies;

/// <summary>One topology, from its start to its stop.</summary>
internal static class TopologyRun
{
    /// <summary>Measures it. When that fails its folder is left and named.</summary>
    public static async Task<TopologyResult> RunAsync(
        TopologyName topology, TopologiesOptions options, CancellationToken cancellationToken)
    {
        using var folder = new RunFolder(topology);
        Say($"Starting the {topology.ToString().ToLowerInvariant()} host in '{folder}'.");
        try
        {
            TopologyResult result;
            await using (var host = TopologyHost.Start(topology, options.Jit, folder))
            {
                result = await MeasureAsync(topology, host, options, cancellationToken);
            }

            folder.IsKept = options.KeepsFolders;
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            folder.IsKept = options.KeepsFolders;
            throw;
        }
        finally
        {
            if (folder.IsKept)
            {
                Say($"Left for a look: '{folder}', its logs among it.");
            }
        }
    }

    private static async Task<TopologyResult> MeasureAsync(
        TopologyName topology, TopologyHost host, TopologiesOptions options, CancellationToken cancellationToken)
    {
        var archives = topology == TopologyName.Distributed ? CountClassArchives() : (int?)null;
        var startUp = await StartUpPhase.RunAsync(host, options, cancellationToken);
        var processes = TopologyProcesses.Find(host);
        var memoryAfterStartUp = TopologyProcesses.ReadMemory(processes);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"  First row after {startUp.FirstRowSeconds:0.0} s, exact after {startUp.ExactSeconds:0.0} s."));

        Say(string.Create(CultureInfo.InvariantCulture, $"  Inserting {options.Trips:#,0} trips."));
        var bulk = await BulkPhase.RunAsync(host, options, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"  Exact after {bulk.ExactSeconds:0.0} s: {bulk.RowsPerSecond:#,0} rows/s."));

        LatencyFigures? latency = null;
        if (options.LatencyDuration is { } duration)
        {
            Say($"  Measuring latency at {options.ChangesPerSecond} changes/s for {duration.TotalSeconds} s.");
            latency = await LatencyMeasurement.RunAsync(
                host.DataSource, options.ChangesPerSecond, duration, options.Seed, cancellationToken);
            // Not for a figure: what the latency was measured of must have been right.
            await new ExactnessWatch(host).WaitAsync(
                await CountTripsAsync(host.DataSource, cancellationToken), cancellationToken);
        }

        var atEnd = TopologyProcesses.Find(host);
        return new TopologyResult
        {
            Topology = topology,
            PostgresMajorVersion = await ReadMajorVersionAsync(host.DataSource, cancellationToken),
            ClassArchiveCount = archives,
            StartUp = startUp,
            MemoryAfterStartUp = memoryAfterStartUp,
            Bulk = bulk,
            Latency = latency,
            MemoryAtEnd = TopologyProcesses.ReadMemory(atEnd),
            Restarted = TopologyProcesses.FindRestarted(processes, atEnd),
            OutOfMemoryLogs = TopologyProcesses.FindOutOfMemory(host.DataFolder),
        };
    }

    // They are written when JVMs stop that had none, so what is there now was there at the start.
    private static int CountClassArchives() => Directory.Exists(LocalClusterOptions.DefaultClassArchiveFolder)
        ? Directory.GetFiles(LocalClusterOptions.DefaultClassArchiveFolder, "*.jsa").Length
        : 0;

    private static async Task<long> CountTripsAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM yellow_taxi");
        return await command.ExecuteScalarAsync(cancellationToken) is long count ? count : 0;
    }

    private static async Task<int> ReadMajorVersionAsync(
        NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return connection.PostgreSqlVersion.Major;
    }

    private static void Say(string line) => Console.WriteLine(line);
}
