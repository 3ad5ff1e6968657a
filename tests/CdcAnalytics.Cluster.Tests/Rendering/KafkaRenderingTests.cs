using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Tests.Rendering;

public sealed class KafkaRenderingTests
{
    private static readonly KafkaClusterSettings Settings = new() { BrokerCount = 3, HeapMegabytes = 300 };

    [Fact]
    public void Server_properties_of_a_local_process_are_complete()
    {
        var addresses = KafkaAddresses.Loopback(
            clientPort: 20_001, controllerPort: 20_011, controllerPorts: [20_010, 20_011, 20_012]);

        Assert.Equal(
            """
            advertised.listeners=INTERNAL://127.0.0.1:20001
            auto.create.topics.enable=false
            broker.heartbeat.interval.ms=1000
            broker.session.timeout.ms=6000
            controller.listener.names=CONTROLLER
            controller.quorum.election.timeout.ms=1000
            controller.quorum.fetch.timeout.ms=2000
            controller.quorum.voters=1@127.0.0.1:20010,2@127.0.0.1:20011,3@127.0.0.1:20012
            default.replication.factor=3
            group.initial.rebalance.delay.ms=0
            inter.broker.listener.name=INTERNAL
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,EXTERNAL:PLAINTEXT,INTERNAL:PLAINTEXT
            listeners=INTERNAL://127.0.0.1:20001,CONTROLLER://127.0.0.1:20011
            log.cleaner.dedupe.buffer.size=16777216
            log.dirs=/data/kafka/2
            log.segment.bytes=67108864
            min.insync.replicas=2
            node.id=2
            num.io.threads=4
            num.network.threads=2
            offsets.topic.num.partitions=3
            offsets.topic.replication.factor=3
            process.roles=broker,controller
            replica.lag.time.max.ms=10000
            share.coordinator.state.topic.min.isr=2
            share.coordinator.state.topic.num.partitions=3
            share.coordinator.state.topic.replication.factor=3
            transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
            transaction.max.timeout.ms=604800000
            transaction.state.log.min.isr=2
            transaction.state.log.num.partitions=3
            transaction.state.log.replication.factor=3
            """,
            Lines.Of(KafkaRendering.ServerProperties(Settings, nodeId: 2, addresses, "/data/kafka/2")));
    }

    [Fact]
    public void The_image_gets_the_same_settings_under_its_own_names()
    {
        var properties = KafkaRendering.Properties(Settings, nodeId: 2);
        var environment = KafkaRendering.ContainerEnvironment(Settings, nodeId: 2);

        Assert.Equal(
            """
            CLUSTER_ID=Y2RjLWFuYWx5dGljcy0xMA
            KAFKA_HEAP_OPTS=-Xms150m -Xmx300m
            KAFKA_LOG_DIRS=/var/lib/kafka/data
            """,
            Lines.Of(environment.Where(variable => !properties.Keys.Select(KafkaRendering.EnvironmentName)
                .Contains(variable.Key)).ToDictionary()));
        Assert.Equal(
            properties.ToDictionary(
                property => KafkaRendering.EnvironmentName(property.Key), property => property.Value),
            environment.Where(variable => variable.Key is not ("CLUSTER_ID" or "KAFKA_HEAP_OPTS" or "KAFKA_LOG_DIRS"))
                .ToDictionary());
    }

    [Theory]
    [InlineData("log.dirs", "KAFKA_LOG_DIRS")]
    [InlineData("a_b", "KAFKA_A__B")]
    [InlineData("a-b", "KAFKA_A___B")]
    public void The_image_takes_dots_underscores_and_dashes_as_one_two_and_three_underscores(
        string property, string variable)
    {
        Assert.Equal(variable, KafkaRendering.EnvironmentName(property));
    }
}
