using System.Globalization;

namespace CdcAnalytics.Cluster.Rendering;

/// <summary>
/// Where one node listens and where its peers are, in Kafka's own notation. Listeners may be called
/// <see cref="InternalListener"/>, <see cref="ExternalListener"/> and <see cref="ControllerListener"/>.
/// </summary>
/// <param name="Listeners">For example <c>INTERNAL://:19092,EXTERNAL://:9092,CONTROLLER://:9093</c>.</param>
/// <param name="AdvertisedListeners">For example <c>INTERNAL://kafka-1:19092,EXTERNAL://localhost:40001</c>.</param>
/// <param name="QuorumVoters">For example <c>1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093</c>.</param>
public sealed record KafkaAddresses(string Listeners, string AdvertisedListeners, string QuorumVoters)
{
    /// <summary>Property of <see cref="Listeners"/>.</summary>
    public const string ListenersKey = "listeners";

    /// <summary>Property of <see cref="AdvertisedListeners"/>.</summary>
    public const string AdvertisedListenersKey = "advertised.listeners";

    /// <summary>Property of <see cref="QuorumVoters"/>.</summary>
    public const string QuorumVotersKey = "controller.quorum.voters";

    /// <summary>Where brokers speak with each other, and clients in the same network.</summary>
    public const string InternalListener = "INTERNAL";

    /// <summary>Where clients outside of the brokers' network connect, if there are any.</summary>
    public const string ExternalListener = "EXTERNAL";

    /// <summary>Where controllers speak with each other and with brokers.</summary>
    public const string ControllerListener = "CONTROLLER";

    /// <summary>The addresses of a node among local processes.</summary>
    /// <param name="clientPort">Loopback port of this node for brokers and clients.</param>
    /// <param name="controllerPort">Loopback port of this node for controllers.</param>
    /// <param name="controllerPorts">Controller ports of all nodes, node 1 first.</param>
    public static KafkaAddresses Loopback(int clientPort, int controllerPort, IReadOnlyList<int> controllerPorts)
    {
        var client = string.Create(CultureInfo.InvariantCulture, $"{InternalListener}://127.0.0.1:{clientPort}");
        return new KafkaAddresses(
            string.Create(CultureInfo.InvariantCulture, $"{client},{ControllerListener}://127.0.0.1:{controllerPort}"),
            client,
            string.Join(',', controllerPorts.Select((port, index) =>
                string.Create(CultureInfo.InvariantCulture, $"{index + 1}@127.0.0.1:{port}"))));
    }
}
