namespace CdcAnalytics.AppHost.Resources.Kafka;

/// <summary>The brokers' image.</summary>
internal static class KafkaContainerImageTags
{
    /// <summary>Where it comes from.</summary>
    public const string Registry = "docker.io";

    /// <summary>The Kafka project's own image.</summary>
    public const string Image = "apache/kafka";

    /// <summary>The version the tests ran as local processes.</summary>
    public const string Tag = "4.3.1";
}
