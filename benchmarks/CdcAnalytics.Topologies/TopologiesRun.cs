using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Measuring.Reporting;
using CdcAnalytics.Topologies.Reporting;

namespace CdcAnalytics.Topologies;

/// <summary>The whole measurement: one topology after the other, each from nothing, on the same trips.</summary>
internal static class TopologiesRun
{
    /// <summary>Measures, prints and writes the result file.</summary>
    public static async Task RunAsync(TopologiesOptions options, CancellationToken cancellationToken)
    {
        if (options.Topologies.Contains(TopologyName.Distributed))
        {
            // Before the other topology is measured for minutes: are the engines there at all?
            EngineHomes.Find();
        }

        var results = new List<TopologyResult>();
        foreach (var topology in options.Topologies)
        {
            results.Add(await TopologyRun.RunAsync(topology, options, cancellationToken));
        }

        var report = new Report
        {
            MeasuredAt = TimeProvider.System.GetUtcNow(),
            Commit = await WorkingTree.ReadCommitAsync(cancellationToken),
            Machine = Machine.Describe(results[0].PostgresMajorVersion),
            Seed = options.Seed,
            StartTrips = options.StartTrips,
            Trips = options.Trips,
            TransactionRows = options.TransactionRows,
            Jit = options.Jit,
            Topologies = results,
        };
        var path = await ReportFile.WriteAsync(
            report, report.MeasuredAt, report.Commit, suffix: "-topologies", options.OutputFolder, cancellationToken);
        Console.WriteLine();
        Console.Write(ReportTable.Format(report));
        Console.WriteLine();
        Console.WriteLine($"Written to {path}");
    }
}
