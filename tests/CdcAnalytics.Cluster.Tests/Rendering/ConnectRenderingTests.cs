using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Tests.Rendering;

public sealed class ConnectRenderingTests
{
    [Fact]
    public void Properties_of_a_local_worker_are_complete()
    {
        var addresses = new ConnectAddresses("127.0.0.1:1,127.0.0.1:2", RestHost: "127.0.0.1", RestPort: 8083);

        Assert.Equal(
            """
            bootstrap.servers=127.0.0.1:1,127.0.0.1:2
            config.providers=env
            config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
            config.providers.env.param.allowlist.pattern=CDC_.*
            config.storage.replication.factor=3
            config.storage.topic=connect-configs
            connector.client.config.override.policy=All
            consumer.heartbeat.interval.ms=2000
            consumer.session.timeout.ms=6000
            exactly.once.source.support=enabled
            group.id=cdc-connect
            heartbeat.interval.ms=2000
            key.converter=org.apache.kafka.connect.json.JsonConverter
            listeners=http://127.0.0.1:8083
            metadata.recovery.strategy=none
            offset.flush.interval.ms=5000
            offset.storage.partitions=3
            offset.storage.replication.factor=3
            offset.storage.topic=connect-offsets
            plugin.discovery=service_load
            plugin.path=/plugins
            producer.compression.type=lz4
            rest.advertised.host.name=127.0.0.1
            rest.advertised.port=8083
            scheduled.rebalance.max.delay.ms=1000
            session.timeout.ms=6000
            status.storage.partitions=3
            status.storage.replication.factor=3
            status.storage.topic=connect-status
            task.shutdown.graceful.timeout.ms=5000
            topic.creation.enable=true
            value.converter=org.apache.kafka.connect.json.JsonConverter
            """,
            Lines.Of(ConnectRendering.WorkerProperties(new ConnectSettings(), addresses, "/plugins")));
    }

    [Fact]
    public void The_image_gets_what_its_start_script_overwrites_under_the_scripts_names()
    {
        Assert.Equal(
            """
            BOOTSTRAP_SERVERS=kafka-1:19092
            CONFIG_STORAGE_TOPIC=connect-configs
            CONNECT_CONFIG_PROVIDERS=env
            CONNECT_CONFIG_PROVIDERS_ENV_CLASS=org.apache.kafka.common.config.provider.EnvVarConfigProvider
            CONNECT_CONFIG_PROVIDERS_ENV_PARAM_ALLOWLIST_PATTERN=CDC_.*
            CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR=3
            CONNECT_CONNECTOR_CLIENT_CONFIG_OVERRIDE_POLICY=All
            CONNECT_CONSUMER_HEARTBEAT_INTERVAL_MS=2000
            CONNECT_CONSUMER_SESSION_TIMEOUT_MS=6000
            CONNECT_EXACTLY_ONCE_SOURCE_SUPPORT=enabled
            CONNECT_HEARTBEAT_INTERVAL_MS=2000
            CONNECT_METADATA_RECOVERY_STRATEGY=none
            CONNECT_OFFSET_STORAGE_PARTITIONS=3
            CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR=3
            CONNECT_PLUGIN_DISCOVERY=service_load
            CONNECT_PLUGIN_PATH=/kafka/connect
            CONNECT_PRODUCER_COMPRESSION_TYPE=lz4
            CONNECT_SCHEDULED_REBALANCE_MAX_DELAY_MS=1000
            CONNECT_SESSION_TIMEOUT_MS=6000
            CONNECT_STATUS_STORAGE_PARTITIONS=3
            CONNECT_STATUS_STORAGE_REPLICATION_FACTOR=3
            CONNECT_TOPIC_CREATION_ENABLE=true
            GROUP_ID=cdc-connect
            HEAP_OPTS=-Xms256m -Xmx512m
            KEY_CONVERTER=org.apache.kafka.connect.json.JsonConverter
            OFFSET_FLUSH_INTERVAL_MS=5000
            OFFSET_STORAGE_TOPIC=connect-offsets
            SHUTDOWN_TIMEOUT=5000
            STATUS_STORAGE_TOPIC=connect-status
            VALUE_CONVERTER=org.apache.kafka.connect.json.JsonConverter
            """,
            Lines.Of(ConnectRendering.ContainerEnvironment(new ConnectSettings(), "kafka-1:19092")));
    }
}
