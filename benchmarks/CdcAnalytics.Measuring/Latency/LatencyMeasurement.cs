using System.Diagnostics;
using CdcAnalytics.Postgres.Sink;
using Npgsql;

namespace CdcAnalytics.Measuring.Latency;

/// <summary>
/// Measures from a client's commit to the change being read from a result table. Several clients insert at a set rate;
/// a reader on a connection of its own waits for a notification of new results and then counts each client's visible
/// trips. All moments are of this one process's clock.
/// </summary>
public static class LatencyMeasurement
{
    /// <summary>How long trips are inserted before those that count.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private const int ClientCount = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateTime Hour = new(2024, 1, 15, 12, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Runs on a database whose results something computes and announces.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="changesPerSecond">Of all clients together, one transaction each.</param>
    /// <param name="duration">How long, after the warm-up.</param>
    /// <param name="seed">Decides the trips.</param>
    /// <param name="cancellationToken">Ends it without figures.</param>
    /// <exception cref="TimeoutException">Some changes did not become visible in time.</exception>
    public static async Task<LatencyFigures> RunAsync(
        NpgsqlDataSource dataSource,
        int changesPerSecond,
        TimeSpan duration,
        long seed,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var share = (double)changesPerSecond / ClientCount;
        var warmUp = (int)(WarmUp.TotalSeconds * share);
        var changes = warmUp + Math.Max(1, (int)(duration.TotalSeconds * share));
        var clients = Enumerable.Range(0, ClientCount)
            .Select(index => new LatencyClient(index, changes, seed))
            .ToArray();
        var queries = new List<double>();
        var reading = ReadAsync(dataSource, clients, queries, duration + WarmUp + Patience, cancellationToken);
        await Task.WhenAll(clients.Select(client => Task.Run(
            () => client.RunAsync(dataSource, Hour, share, cancellationToken), cancellationToken)));
        await reading;
        var latencies = clients.SelectMany(client => client.Latencies(warmUp)).ToArray();
        var times = clients.Select(client => client.SentBetween(warmUp)).ToArray();
        var elapsed = Stopwatch.GetElapsedTime(times.Min(time => time.First), times.Max(time => time.Last));
        return new LatencyFigures
        {
            ChangesPerSecond = changesPerSecond,
            AchievedChangesPerSecond = (latencies.Length - 1) / elapsed.TotalSeconds,
            CommitToVisibleMilliseconds = Of(latencies.Select(latency => latency.FromCommit)),
            SentToVisibleMilliseconds = Of(latencies.Select(latency => latency.FromSent)),
            SourceCommitMilliseconds = Of(latencies.Select(latency => latency.Commit)),
            QueryMilliseconds = Of(queries),
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
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            await ReadUntilAllVisibleAsync(dataSource, clients, queries, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not every change was visible {limit} after the first was sent.");
        }
    }

    private static async Task ReadUntilAllVisibleAsync(
        NpgsqlDataSource dataSource,
        LatencyClient[] clients,
        List<double> queries,
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
        var isNews = false;
        connection.Notification += (_, _) => isNews = true;
        while (!clients.All(client => client.IsAllVisible))
        {
            // What was announced while the last query ran came with its answer, but may be newer than what it saw.
            if (!isNews)
            {
                await connection.WaitAsync(cancellationToken);
            }

            isNews = false;
            var began = Stopwatch.GetTimestamp();
            await using var reader = await count.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var client = clients[reader.GetInt32(0) - clients[0].PaymentType];
                client.SetVisible((int)reader.GetInt64(1), Stopwatch.GetTimestamp());
            }

            queries.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }
}
