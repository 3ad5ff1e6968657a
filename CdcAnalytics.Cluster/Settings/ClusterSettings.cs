namespace CdcAnalytics.Cluster.Settings;

/// <summary>All engines of the distributed topology, as one definition for every way to run them.</summary>
public sealed record ClusterSettings
{
    /// <summary>The brokers.</summary>
    public KafkaClusterSettings Kafka { get; init; } = new();

    /// <summary>The Connect worker.</summary>
    public ConnectSettings Connect { get; init; } = new();

    /// <summary>Flink's processes.</summary>
    public FlinkSettings Flink { get; init; } = new();

    /// <summary>Throws when a setting is out of its range or two contradict each other.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate()
    {
        Kafka.Validate();
        Connect.Validate();
        Flink.Validate();
        if (Connect.ReplicationFactor > Kafka.BrokerCount)
        {
            throw new ClusterSettingException(
                $"Connect's {nameof(ConnectSettings.ReplicationFactor)} is {Connect.ReplicationFactor}, but there are "
                + $"only {Kafka.BrokerCount} brokers.");
        }
    }
}
