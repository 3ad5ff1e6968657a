namespace CdcAnalytics.AppHost.Resources.Kafka;

/// <summary>One node of the KRaft quorum, broker and controller in one, in a container.</summary>
/// <param name="name">Name of the resource, and host name in the containers' network.</param>
/// <param name="nodeId">1 to the broker count.</param>
public sealed class KafkaBrokerResource(string name, int nodeId) : ContainerResource(name)
{
    /// <summary>Endpoint for processes on this machine.</summary>
    public const string ExternalEndpointName = "external";

    /// <summary>Endpoint for the other containers.</summary>
    public const string InternalEndpointName = "internal";

    /// <summary>Port of the external listener inside the container.</summary>
    public const int ExternalPort = 9092;

    /// <summary>Port of the internal listener inside the container.</summary>
    public const int InternalPort = 19092;

    /// <summary>Port of the controllers' listener inside the container; never published.</summary>
    public const int ControllerPort = 9093;

    /// <summary>The node's id in the quorum.</summary>
    public int NodeId { get; } = nodeId;

    /// <summary>Where other containers find it, as host and port.</summary>
    public string InternalAddress => $"{Name}:{InternalPort}";

    /// <summary>How it is found as a voter of the quorum, as id, host and port.</summary>
    public string Voter => $"{NodeId}@{Name}:{ControllerPort}";

    /// <summary>The port of this machine on which the external listener is published.</summary>
    public EndpointReference ExternalEndpoint =>
        // A listener is advertised to clients on this machine, whatever network it is evaluated for.
        this.GetEndpoint(ExternalEndpointName, KnownNetworkIdentifiers.LocalhostNetwork);
}
