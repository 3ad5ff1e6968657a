namespace CdcAnalytics.AppHost.Resources.KafkaConnect;

/// <summary>Kafka Connect with Debezium's connectors.</summary>
internal static class KafkaConnectContainerImageTags
{
    /// <summary>Where it comes from.</summary>
    public const string Registry = "quay.io";

    /// <summary>The Debezium project's own image.</summary>
    public const string Image = "debezium/connect";

    /// <summary>The version the tests ran as local processes.</summary>
    public const string Tag = "3.5";
}
