using System.Net.Http.Json;
using System.Text.Json;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Cluster.Settings;
using CdcAnalytics.Cluster.Topics;
using CdcAnalytics.Testing.Cluster;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Cluster.Tests.Local;

[Trait("requires", "cluster")]
public sealed class LocalClusterLifeTests : IDisposable
{
    private static readonly ClusterSettings SingleBroker = new()
    {
        Kafka = KafkaClusterSettings.SingleBroker,
        Connect = new ConnectSettings { ReplicationFactor = 1 },
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdc-cluster-life-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Stop_and_start_keeps_addresses_records_Connects_positions_and_a_bounded_cache()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cache = _folder.CreateSubdirectory("jvm");
        foreach (var daysAgo in Enumerable.Range(1, 4))
        {
            var archive = new FileInfo(Path.Combine(cache.FullName, $"connect-{daysAgo}-days-ago.jsa"));
            await using (archive.Create())
            {
            }

            archive.LastAccessTimeUtc = DateTime.UtcNow.AddDays(-daysAgo);
        }

        var options = LocalClusterFixture.Options(LocalEngines.FindOrSkip(), _folder.FullName) with
        {
            ClassArchiveFolder = cache.FullName,
            Settings = SingleBroker,
        };
        LocalClusterAddresses addresses;
        string positions;
        await using (var first = await LocalClusterFixture.StartAsync(options, cancellationToken))
        {
            addresses = first.Addresses;
            await WriteRecordAsync(addresses.BootstrapServers, cancellationToken);
            positions = await SetPositionsAsync(addresses.ConnectUrl, cancellationToken);
        }

        Assert.Equal(
            ["connect-1-days-ago.jsa", "connect-2-days-ago.jsa"],
            cache.GetFiles("connect-*-ago.jsa").Select(file => file.Name).Order());
        Assert.Equal(3, cache.GetFiles("connect-*").Length);
        Assert.Single(cache.GetFiles("taskmanager-*"));
        await using var second = await LocalClusterFixture.StartAsync(options, cancellationToken);

        Assert.Equal(addresses, second.Addresses);
        Assert.Equal("kept", ReadRecord(addresses.BootstrapServers, cancellationToken));
        Assert.Equal(positions, await PositionsAsync(addresses.ConnectUrl, cancellationToken));
    }

    [Fact]
    public async Task Processes_that_hang_are_replaced()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var options = LocalClusterFixture.Options(LocalEngines.FindOrSkip(), _folder.FullName) with
        {
            Settings = SingleBroker,
            Supervision = new SupervisionOptions { UnhealthyLimit = TimeSpan.FromSeconds(20) },
        };
        await using var cluster = await LocalClusterFixture.StartAsync(options, cancellationToken);
        LocalProcess[] hanging = [cluster.Process(ProcessNames.Connect), cluster.Process(ProcessNames.Gateway)];
        var restarts = hanging.Select(process => process.RestartCount).ToArray();

        foreach (var process in hanging)
        {
            ProcessSignal.Send("-STOP", Assert.NotNull(process.ProcessId));
        }

        await Wait.UntilAsync(
            "both are started again",
            () => Task.FromResult(hanging.Zip(restarts).All(pair => pair.First.RestartCount > pair.Second)),
            cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);
    }

    private static async Task WriteRecordAsync(string servers, CancellationToken cancellationToken)
    {
        using var topics = new TopicAdministrator(servers, NullLogger.Instance, TimeProvider.System);
        await topics.EnsureAsync([new TopicDefinition("kept") { ReplicationFactor = 1 }], cancellationToken);
        using var producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = servers, Acks = Acks.All }).Build();
        await producer.ProduceAsync(
            "kept", new Message<string, string> { Key = "1", Value = "kept" }, cancellationToken);
    }

    private static string ReadRecord(string servers, CancellationToken cancellationToken)
    {
        using var consumer = new ConsumerBuilder<string, string>(
            new ConsumerConfig { BootstrapServers = servers, GroupId = "reader" }).Build();
        consumer.Assign(new TopicPartitionOffset("kept", 0, Offset.Beginning));
        return consumer.Consume(cancellationToken).Message.Value;
    }

    /// <summary>A sink's positions are a consumer group's; the connector itself never runs.</summary>
    private static async Task<string> SetPositionsAsync(Uri connect, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = connect };
        var connector = new Dictionary<string, object>
        {
            ["name"] = "sink",
            ["initial_state"] = "STOPPED",
            ["config"] = new Dictionary<string, string>
            {
                ["connector.class"] = "io.debezium.connector.jdbc.JdbcSinkConnector",
                ["topics"] = "kept",
                ["connection.url"] = "jdbc:postgresql://127.0.0.1:1/none",
                ["connection.username"] = "nobody",
                ["connection.password"] = "${env:CDC_DATABASE_PASSWORD}",
            },
        };
        using var made = await client.PostAsJsonAsync("connectors", connector, cancellationToken);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(cancellationToken));
        using var position = JsonContent.Create(JsonDocument.Parse(
            """{"offsets":[{"partition":{"kafka_topic":"kept","kafka_partition":0},"offset":{"kafka_offset":1}}]}""")
            .RootElement);
        // The state is settled a moment after the connector was made; until then its positions cannot be set.
        await Wait.UntilAsync(
            "the positions are set",
            async () =>
            {
                using var set = await client.PatchAsync("connectors/sink/offsets", position, cancellationToken);
                return set.IsSuccessStatusCode;
            },
            cancellationToken);
        var positions = await PositionsAsync(connect, cancellationToken);
        Assert.Contains("\"kafka_offset\":1", positions, StringComparison.Ordinal);
        return positions;
    }

    private static async Task<string> PositionsAsync(Uri connect, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = connect };
        return await client.GetStringAsync(new Uri("connectors/sink/offsets", UriKind.Relative), cancellationToken);
    }
}
