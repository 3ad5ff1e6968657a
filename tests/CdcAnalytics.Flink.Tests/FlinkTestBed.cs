using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace CdcAnalytics.Flink.Tests;

/// <summary>
/// A pipeline of one test on the real engines: change events as Debezium writes them go in, rows of the analytics
/// schema come out through the real JDBC sink.
/// </summary>
internal sealed class FlinkTestBed : IAsyncDisposable
{
    private static readonly TimeSpan RowsTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly LocalCluster _cluster;
    private readonly LocalPostgresEndpoint _endpoint;
    private readonly List<WebApplication> _services = [];
    private readonly HttpClient _http = new();
    private readonly IProducer<string, string?> _producer;

    private FlinkTestBed(LocalCluster cluster, TestDatabase database, LocalPostgresEndpoint endpoint)
    {
        _cluster = cluster;
        _endpoint = endpoint;
        Database = database;
        Name = $"{database.Name}_{Guid.NewGuid():N}";
        _producer = new ProducerBuilder<string, string?>(
            new ProducerConfig { BootstrapServers = cluster.Addresses.BootstrapServers, LingerMs = 0 }).Build();
    }

    public string Name { get; }

    public string PipelineFolder { get; } = Directory.CreateTempSubdirectory("cdc-flink-").FullName;

    public TestDatabase Database { get; }

    public Uri FlinkUrl => _cluster.Addresses.FlinkUrl;

    public Uri GatewayUrl => _cluster.Addresses.GatewayUrl;

    public string BootstrapServers => _cluster.Addresses.BootstrapServers;

    public static async Task<FlinkTestBed> StartAsync(
        LocalClusterFixture clusters,
        PostgresFixture servers,
        string sql,
        CancellationToken cancellationToken,
        params string[] furtherSettings)
    {
        var cluster = await clusters.GetClusterAsync(cancellationToken);
        var server = await servers.GetServerAsync(cancellationToken);
        var database = await server.CreateDatabaseAsync(cancellationToken);
        var bed = new FlinkTestBed(
            cluster, database, LocalPostgresEndpoint.Of(server.Server.TcpConnectionString, database.Name));
        await bed.Database.ExecuteAsync(LocalPostgresEndpoint.CreateRole, cancellationToken);
        await bed.StartServiceAsync(sql, cancellationToken, furtherSettings);
        return bed;
    }

    /// <summary>Starts a submitter, which may be one more.</summary>
    public async Task<WebApplication> StartServiceAsync(
        string sql, CancellationToken cancellationToken, params string[] furtherSettings)
    {
        await File.WriteAllTextAsync(Path.Combine(PipelineFolder, "pipeline.sql"), sql, cancellationToken);
        var service = FlinkService.Build(
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:taxi={Database.ConnectionString}",
            $"--ConnectionStrings:kafka={_cluster.Addresses.BootstrapServers}",
            $"--Flink:Url={_cluster.Addresses.FlinkUrl}",
            $"--Flink:GatewayUrl={_cluster.Addresses.GatewayUrl}",
            $"--Flink:Pipelines={PipelineFolder}",
            $"--Flink:Name={Name}",
            "--Flink:CheckpointInterval=00:00:01",
            $"--Topics:SourcePrefix={Name}.in",
            $"--Topics:ResultPrefix={Name}.out",
            "--Topics:ReplicationFactor=1",
            .. furtherSettings,
        ]);
        await service.StartAsync(cancellationToken);
        _services.Add(service);
        return service;
    }

    /// <summary>Stops the submitter that was started first; the job goes on.</summary>
    public Task StopFirstServiceAsync(CancellationToken cancellationToken) => _services[0].StopAsync(cancellationToken);

    /// <summary>Starts the real sink; the topics' rows then go into the analytics tables.</summary>
    public async Task StartSinkAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync(
            new Uri(_cluster.Addresses.ConnectUrl, $"/connectors/{Name}/config"),
            _endpoint.SinkSettings($"{Name}.out"),
            cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>
    /// Sends a change event as Debezium writes it, to the topic's first partition; a deletion's tombstone after it.
    /// </summary>
    public Task SendAsync(
        string table, int id, string? before, string? after, DateTimeOffset committedAt,
        CancellationToken cancellationToken) =>
        SendAsync(table, $$"""{"id":{{id}}}""", before, after, committedAt, cancellationToken);

    /// <summary>The same with a key of any form.</summary>
    public async Task SendAsync(
        string table, string key, string? before, string? after, DateTimeOffset committedAt,
        CancellationToken cancellationToken)
    {
        var partition = new TopicPartition($"{Name}.in.public.{table}", new Partition(0));
        var value = new JsonObject
        {
            ["before"] = before is null ? null : JsonNode.Parse(before),
            ["after"] = after is null ? null : JsonNode.Parse(after),
            ["source"] = new JsonObject { ["ts_ms"] = committedAt.ToUnixTimeMilliseconds() },
            ["op"] = (before, after) switch { (null, _) => "c", (_, null) => "d", _ => "u" },
            ["ts_ms"] = committedAt.ToUnixTimeMilliseconds(),
        };
        await _producer.ProduceAsync(
            partition, new Message<string, string?> { Key = key, Value = value.ToJsonString() }, cancellationToken);
        if (after is null)
        {
            await _producer.ProduceAsync(
                partition, new Message<string, string?> { Key = key, Value = null }, cancellationToken);
        }
    }

    /// <summary>Waits until a query gives exactly these rows.</summary>
    public async Task ExpectAsync(string query, string[] rows, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RowsTimeout);
        using var timer = new PeriodicTimer(PollInterval);
        string[] found = [];
        try
        {
            do
            {
                try
                {
                    var answer = await Database.QueryAsync(query, limit.Token);
                    found = [.. answer.Select(row => string.Join("|", row.Select(value => value ?? "NULL")))];
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
                {
                    // The submitter has not come that far.
                }

                if (found.SequenceEqual(rows))
                {
                    return;
                }
            }
            while (await timer.WaitForNextTickAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Equal(rows, found);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync();
            await service.DisposeAsync();
        }

        using (await _http.DeleteAsync(new Uri(_cluster.Addresses.ConnectUrl, $"/connectors/{Name}")))
        {
        }

        var flink = new Rest.FlinkRestClient(new HttpClient { BaseAddress = FlinkUrl });
        foreach (var job in await flink.FindJobsAsync(Name, CancellationToken.None))
        {
            if (!job.HasEnded)
            {
                await flink.CancelAsync(job.Id, CancellationToken.None);
            }
        }

        _producer.Dispose();
        _http.Dispose();
        Directory.Delete(PipelineFolder, recursive: true);
        await Database.DisposeAsync();
    }
}
