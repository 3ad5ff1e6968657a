using System.Diagnostics;
using System.Globalization;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Measuring;
using CdcAnalytics.Measuring.Reporting;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Seeder.Zones;
using CdcAnalytics.Throughput.Latency;
using CdcAnalytics.Throughput.Layers;
using CdcAnalytics.Throughput.Reporting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Throughput;

/// <summary>
/// The whole measurement: a server, a slot for every run made before the rows, the rows, then one run after the other
/// over the same log, and at last the latency.
/// </summary>
internal static class ThroughputRun
{
    /// <summary>Measures, prints and writes the result file.</summary>
    public static async Task RunAsync(ThroughputOptions options, CancellationToken cancellationToken)
    {
        Say("Starting a private server.");
        await using var server = await BenchmarkServer.StartAsync(cancellationToken);
        var (seedRate, runs) = options.Layers.Count == 0
            ? (0, [])
            : await DrainAsync(server, options, cancellationToken);
        LatencyResult? latency = null;
        if (options.IsLatencyMeasured)
        {
            Say($"Measuring latency at {options.ChangesPerSecond} changes/s for {options.Duration.TotalSeconds} s.");
            latency = await LatencyRun.RunAsync(server, options, cancellationToken);
        }

        var medians = runs.GroupBy(run => run.Layer)
            .Select(group => group.OrderBy(run => run.Seconds).ElementAt((group.Count() - 1) / 2))
            .ToList();
        var yardstick = medians.Find(run => run.Layer == LayerName.Recvlogical);
        var report = new Report
        {
            MeasuredAt = TimeProvider.System.GetUtcNow(),
            Commit = await WorkingTree.ReadCommitAsync(cancellationToken),
            Machine = Machine.Describe(server.MajorVersion),
            Seed = options.Seed,
            TransactionRows = options.TransactionRows,
            SeedRowsPerSecond = seedRate,
            Layers = medians,
            RatiosToRecvlogical = yardstick is null
                ? new Dictionary<string, double>()
                : medians.ToDictionary(
                    run => ReportWriter.Name(run.Layer), run => run.RowsPerSecond / yardstick.RowsPerSecond),
            Runs = runs,
            Latency = latency,
        };
        var path = await ReportFile.WriteAsync(
            report, report.MeasuredAt, report.Commit, suffix: "", options.OutputFolder, cancellationToken);
        Console.WriteLine();
        Console.Write(ReportWriter.Format(report));
        Console.WriteLine();
        Console.WriteLine($"Written to {path}");
    }

    private static async Task<(double SeedRate, List<LayerResult> Runs)> DrainAsync(
        BenchmarkServer server, ThroughputOptions options, CancellationToken cancellationToken)
    {
        var connectionString = await server.CreateDatabaseAsync("throughput", cancellationToken);
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var rows = options.Rows + ZoneFile.BuiltIn.Count;
        var requests = new List<LayerRequest>();
        for (var round = 1; round <= options.Repeat; round++)
        {
            foreach (var layer in options.Layers)
            {
                var slot = string.Create(
                    CultureInfo.InvariantCulture, $"{ReportWriter.Name(layer)}_{round}");
                requests.Add(await BenchmarkServer.CreateSlotAsync(
                    dataSource, connectionString, slot, layer, options.PipelineFolder, rows, cancellationToken));
            }
        }

        Say($"Inserting {options.Rows} rows in transactions of {options.TransactionRows}.");
        var began = Stopwatch.GetTimestamp();
        await ZoneLoader.LoadAsync(dataSource, ZoneFile.BuiltIn, cancellationToken);
        await TripRows.CopyAsync(
            dataSource, options.Seed, start: 0, options.Rows, options.TransactionRows, cancellationToken);
        var seedRate = rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var end = await BenchmarkServer.QueryAsync(
            dataSource, "SELECT pg_current_wal_flush_lsn()::text", cancellationToken);
        // Neither the checkpoint nor autovacuum may fall into one run and not into another.
        await BenchmarkServer.ExecuteAsync(dataSource, "VACUUM (FREEZE, ANALYZE)", cancellationToken);
        await BenchmarkServer.ExecuteAsync(dataSource, "CHECKPOINT", cancellationToken);
        var runs = new List<LayerResult>();
        foreach (var request in requests)
        {
            if (await RunLayerAsync(server, dataSource, request, end, cancellationToken) is { } result)
            {
                runs.Add(result);
            }
        }

        return (seedRate, runs);
    }

    private static async Task<LayerResult?> RunLayerAsync(
        BenchmarkServer server,
        NpgsqlDataSource dataSource,
        LayerRequest request,
        string end,
        CancellationToken cancellationToken)
    {
        var program = RecvlogicalLayer.Find(server.BinariesFolder);
        if (request.Layer == LayerName.Recvlogical && program is null)
        {
            Say($"Leaving out pg_recvlogical: it is not in {server.BinariesFolder}.");
            return null;
        }

        if (request.Layer == LayerName.Whole)
        {
            // What an earlier round left.
            await PostgresResultSink.RebuildAsync(
                dataSource,
                PipelineFiles.Compile(request.PipelineFolder),
                new ResultSinkOptions(),
                NullLogger.Instance,
                cancellationToken);
        }

        Say($"Draining slot {request.SlotName}.");
        var retained = await BenchmarkServer.QueryAsync(
            dataSource,
            "SELECT pg_current_wal_lsn() - restart_lsn FROM pg_replication_slots WHERE slot_name = "
                + $"'{request.SlotName}'",
            cancellationToken);
        var cpu = ProcessFigures.ServerCpuSeconds(server.ProcessId);
        LayerResult result;
        if (program is not null && request.Layer == LayerName.Recvlogical)
        {
            result = await RecvlogicalLayer.RunAsync(program, request, end, cancellationToken);
        }
        else
        {
            using var layer = await OwnLayer.StartAsync(request, cancellationToken);
            result = await layer.FinishAsync(cancellationToken);
        }

        result = result with
        {
            ServerCpuSeconds = ProcessFigures.ServerCpuSeconds(server.ProcessId) - cpu,
            RetainedWalBytes = long.Parse(retained, CultureInfo.InvariantCulture),
        };
        Say(string.Create(CultureInfo.InvariantCulture,
            $"  {result.Rows:#,0} rows in {result.Seconds:0.00} s: {result.RowsPerSecond:#,0} rows/s."));
        // A drained slot that stays would make the next ones' WAL senders no slower, but hold the log.
        await BenchmarkServer.ExecuteAsync(
            dataSource, $"SELECT pg_drop_replication_slot('{request.SlotName}')", cancellationToken);
        return result;
    }

    private static void Say(string line) => Console.WriteLine(line);
}
