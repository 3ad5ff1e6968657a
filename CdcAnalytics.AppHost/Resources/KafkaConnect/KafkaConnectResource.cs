namespace CdcAnalytics.AppHost.Resources.KafkaConnect;

/// <summary>A worker of Kafka Connect that runs Debezium's source and sink, in a container.</summary>
/// <param name="name">Name of the resource, and host name in the containers' network.</param>
public sealed class KafkaConnectResource(string name) : ContainerResource(name)
{
    /// <summary>Endpoint of the REST API.</summary>
    public const string RestEndpointName = "http";

    /// <summary>Port of the REST API, inside the container and preferred outside.</summary>
    public const int RestPort = 8083;

    /// <summary>Variable that connectors' configurations name instead of the database's password.</summary>
    public const string PasswordVariable = "CDC_DATABASE_PASSWORD";

    /// <summary>The REST API for .NET processes.</summary>
    public EndpointReference RestEndpoint => this.GetEndpoint(RestEndpointName);

    /// <summary>The REST API for other containers.</summary>
    public string InternalUrl => $"http://{Name}:{RestPort}";
}
