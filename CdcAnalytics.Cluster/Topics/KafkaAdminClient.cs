using Confluent.Kafka;

namespace CdcAnalytics.Cluster.Topics;

/// <summary>One way to build the administration clients of this project.</summary>
internal static class KafkaAdminClient
{
    /// <summary>
    /// A client that finds a broker soon after it came up, and writes nothing to the console: what goes wrong is in the
    /// answers.
    /// </summary>
    public static IAdminClient Build(string bootstrapServers)
    {
        var configuration = new AdminClientConfig
        {
            BootstrapServers = bootstrapServers,
            AllowAutoCreateTopics = false,
            SocketConnectionSetupTimeoutMs = 5_000,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 500,
        };
        return new AdminClientBuilder(configuration)
            .SetErrorHandler((_, _) => { })
            .SetLogHandler((_, _) => { })
            .Build();
    }
}
