using System.Net;
using System.Net.Sockets;
using CdcAnalytics.Cluster.Topics;
using CdcAnalytics.Testing.Cluster;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Cluster.Tests.Topics;

[Trait("requires", "cluster")]
public sealed class TopicAdministratorTests(LocalClusterFixture fixture)
{
    private const int Attempts = 20;

    private static readonly TimeSpan HangTimeout = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Missing_topics_are_made_as_wanted_and_left_alone_when_they_are_there()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var servers = await ServersAsync(cancellationToken);
        using var topics = new TopicAdministrator(servers, NullLogger.Instance, TimeProvider.System);
        TopicDefinition[] wanted =
            [new("made.compacted") { Partitions = 2 }, new("made.plain") { IsCompacted = false }];

        await topics.EnsureAsync(wanted, cancellationToken);
        await topics.EnsureAsync([.. wanted, new("made.later")], cancellationToken);

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
        var found = admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics
            .Where(topic => topic.Topic.StartsWith("made.", StringComparison.Ordinal))
            .OrderBy(topic => topic.Topic)
            .Select(topic => (topic.Topic, topic.Partitions.Count, topic.Partitions[0].Replicas.Length));
        Assert.Equal([("made.compacted", 2, 3), ("made.later", 1, 3), ("made.plain", 1, 3)], found);
    }

    [Fact]
    public async Task A_topic_with_another_number_of_partitions_is_refused_and_not_altered()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var topics = new TopicAdministrator(
            await ServersAsync(cancellationToken), NullLogger.Instance, TimeProvider.System);
        await topics.EnsureAsync([new("refused")], cancellationToken);

        var refusal = await Assert.ThrowsAsync<TopicException>(
            () => topics.EnsureAsync([new("refused") { Partitions = 4 }], cancellationToken));

        Assert.StartsWith(
            "Topic refused has 1 partitions but 4 are wanted.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_given_up_half_way_hold_nobody_up(bool isMute)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        // A broker that is coming up: it accepts connections and does not answer yet, or does not accept them.
        using var broker = new TcpListener(IPAddress.Loopback, 0);
        broker.Start();
        var servers = broker.LocalEndpoint.ToString()!;
        if (!isMute)
        {
            broker.Stop();
        }

        await Task.WhenAll(Enumerable.Range(0, Attempts).Select(async attempt =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var given = Task.Run(
                async () =>
                {
                    using var topics = new TopicAdministrator(servers, NullLogger.Instance, TimeProvider.System);
                    await topics.EnsureAsync([new("given-up")], limit.Token);
                },
                cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(1_000 + (attempt * 100)), cancellationToken);
            var cancelling = limit.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Task.WhenAll(given, cancelling).WaitAsync(HangTimeout, cancellationToken));
        }));
    }

    private async Task<string> ServersAsync(CancellationToken cancellationToken)
    {
        var cluster = await fixture.GetClusterAsync(cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);
        return cluster.Addresses.BootstrapServers;
    }
}
