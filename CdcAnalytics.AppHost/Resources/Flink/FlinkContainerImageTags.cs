namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>What the image of Flink's processes is built from; see the Dockerfile beside.</summary>
internal static class FlinkContainerImageTags
{
    /// <summary>The official image with Java 17; the version the tests ran as local processes.</summary>
    public const string BaseTag = "2.2.1-java17";

    /// <summary>The Kafka SQL connector that is added: its own version, and Flink's.</summary>
    public const string KafkaConnectorVersion = "5.0.0-2.2";
}
