using CdcAnalytics.Measuring;
using CdcAnalytics.Measuring.Latency;
using CdcAnalytics.Seeder.Zones;
using CdcAnalytics.Throughput.Layers;
using Npgsql;

namespace CdcAnalytics.Throughput.Latency;

/// <summary>Latency of the whole path, at a set rate, on a database of its own.</summary>
internal static class LatencyRun
{
    /// <summary>Runs on a database of its own.</summary>
    public static async Task<LatencyResult> RunAsync(
        BenchmarkServer server, ThroughputOptions options, CancellationToken cancellationToken)
    {
        var connectionString = await server.CreateDatabaseAsync("latency", cancellationToken);
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var request = await BenchmarkServer.CreateSlotAsync(
            dataSource,
            connectionString,
            slotName: "latency",
            LayerName.Whole,
            options.PipelineFolder,
            rows: null,
            cancellationToken);
        await ZoneLoader.LoadAsync(dataSource, ZoneFile.BuiltIn, cancellationToken);
        using var layer = await OwnLayer.StartAsync(request, cancellationToken);
        var serverCpu = ProcessFigures.ServerCpuSeconds(server.ProcessId);
        var figures = await LatencyMeasurement.RunAsync(
            dataSource, options.ChangesPerSecond, options.Duration, options.Seed, cancellationToken);
        layer.CloseInput();
        var pipeline = await layer.FinishAsync(cancellationToken);
        return new LatencyResult(figures, pipeline with
        {
            ServerCpuSeconds = ProcessFigures.ServerCpuSeconds(server.ProcessId) - serverCpu,
        });
    }
}
