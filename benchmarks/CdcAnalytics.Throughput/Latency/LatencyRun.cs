using System.Diagnostics;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Seeder.Zones;
using CdcAnalytics.Throughput.Layers;
using CdcAnalytics.Throughput.Measuring;
using Npgsql;

namespace CdcAnalytics.Throughput.Latency;

/// <summary>
/// Measures from a client's commit to the change being read from a result table. Several clients insert at a set rate;
/// a reader on a connection of its own waits for the sink's notification and then counts each client's visible trips.
/// All moments are of this one process's clock.
/// </summary>
internal static class LatencyRun
{
    private const int ClientCount = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateTime Hour = new(2024, 1, 15, 12, 0, 0, DateTimeKind.Unspecified);

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
        var share = (double)options.ChangesPerSecond / ClientCount;
        var warmUp = (int)(WarmUp.TotalSeconds * share);
        var changes = warmUp + Math.Max(1, (int)(options.Duration.TotalSeconds * share));
        var clients = Enumerable.Range(0, ClientCount)
            .Select(index => new LatencyClient(index, changes, options.Seed))
            .ToArray();
        var queries = new List<double>();
        var serverCpu = ProcessFigures.ServerCpuSeconds(server.ProcessId);
        var reading = ReadAsync(dataSource, clients, queries, options.Duration + WarmUp + Patience, cancellationToken);
        await Task.WhenAll(clients.Select(client => Task.Run(
            () => client.RunAsync(dataSource, Hour, share, cancellationToken), cancellationToken)));
        await reading;
        layer.CloseInput();
        var pipeline = await layer.FinishAsync(cancellationToken);
        var latencies = clients.SelectMany(client => client.Latencies(warmUp)).ToArray();
        var times = clients.Select(client => client.SentBetween(warmUp)).ToArray();
        var elapsed = Stopwatch.GetElapsedTime(times.Min(time => time.First), times.Max(time => time.Last));
        return new LatencyResult
        {
            ChangesPerSecond = options.ChangesPerSecond,
            AchievedChangesPerSecond = (latencies.Length - 1) / elapsed.TotalSeconds,
            CommitToVisibleMilliseconds = Of(latencies.Select(latency => latency.FromCommit)),
            SentToVisibleMilliseconds = Of(latencies.Select(latency => latency.FromSent)),
            SourceCommitMilliseconds = Of(latencies.Select(latency => latency.Commit)),
            QueryMilliseconds = Of(queries),
            Pipeline = pipeline with
            {
                ServerCpuSeconds = ProcessFigures.ServerCpuSeconds(server.ProcessId) - serverCpu,
            },
        };

        static Percentiles Of(IEnumerable<double> values) =>
            Percentiles.Of(values) ?? throw new InvalidOperationException("Nothing was measured.");
    }

    private static async Task ReadAsync(
        NpgsqlDataSource dataSource,
        LatencyClient[] clients,
        List<double> queries,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresResultSink.NotificationChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var count = new NpgsqlCommand(
            "SELECT payment_type, trips FROM analytics.payment_mix_live WHERE pickup_hour = $1 AND payment_type >= 100",
            connection);
        count.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = Hour });
        await count.PrepareAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        while (!clients.All(client => client.IsAllVisible))
        {
            await connection.WaitAsync(patience.Token);
            var began = Stopwatch.GetTimestamp();
            await using var reader = await count.ExecuteReaderAsync(patience.Token);
            while (await reader.ReadAsync(patience.Token))
            {
                var client = clients[reader.GetInt32(0) - clients[0].PaymentType];
                client.SetVisible((int)reader.GetInt64(1), Stopwatch.GetTimestamp());
            }

            queries.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }
}
