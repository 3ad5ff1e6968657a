using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Tests.Settings;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void The_defaults_are_valid() => new ClusterSettings().Validate();

    [Fact]
    public void The_defaults_fit_eight_gigabytes_beside_Postgres_and_the_services()
    {
        var settings = new ClusterSettings();
        // Heap is about two thirds of a broker's, Connect's and the gateway's memory.
        var heaps = (settings.Kafka.BrokerCount * settings.Kafka.HeapMegabytes) + settings.Connect.HeapMegabytes
            + settings.Flink.GatewayHeapMegabytes;

        Assert.InRange(
            (heaps * 3 / 2) + settings.Flink.JobManager.TotalMegabytes + settings.Flink.TaskManager.TotalMegabytes,
            0,
            5_120);
    }

    [Fact]
    public void A_setting_out_of_range_is_named_with_its_value_and_range()
    {
        var refusal = Assert.Throws<ClusterSettingException>(
            () => new KafkaClusterSettings { MinInSyncReplicas = 4 }.Validate());

        Assert.Equal("MinInSyncReplicas is 4; it may be from 1 to 3.", refusal.Message);
    }

    [Fact]
    public void A_heartbeat_must_fit_twice_into_its_timeout()
    {
        var refusal = Assert.Throws<ClusterSettingException>(
            () => new FlinkSettings { HeartbeatInterval = TimeSpan.FromSeconds(6) }.Validate());

        Assert.Equal(
            "HeartbeatInterval is 00:00:06; it may be at most half of HeartbeatTimeout, 00:00:10, or one lost "
            + "heartbeat counts as a death.",
            refusal.Message);
    }

    [Fact]
    public void Compression_that_Flink_cannot_read_is_refused()
    {
        var refusal = Assert.Throws<ClusterSettingException>(
            () => new ConnectSettings { Compression = "zstd" }.Validate());

        Assert.Equal(
            "Compression is 'zstd'; it may be none, gzip, snappy or lz4. Flink's Kafka connector carries no zstd.",
            refusal.Message);
    }

    [Fact]
    public void Connect_cannot_want_more_copies_than_there_are_brokers()
    {
        var refusal = Assert.Throws<ClusterSettingException>(
            () => new ClusterSettings { Kafka = KafkaClusterSettings.SingleBroker }.Validate());

        Assert.Equal("Connect's ReplicationFactor is 3, but there are only 1 brokers.", refusal.Message);
    }
}
