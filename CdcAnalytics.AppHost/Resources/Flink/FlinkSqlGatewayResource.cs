namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>Flink's SQL gateway: takes statements over REST and plans them, in a container.</summary>
/// <param name="name">Name of the resource, and host name in the containers' network.</param>
public sealed class FlinkSqlGatewayResource(string name) : ContainerResource(name)
{
    /// <summary>Endpoint of the REST API.</summary>
    public const string RestEndpointName = "http";

    /// <summary>The REST API for .NET processes.</summary>
    public EndpointReference RestEndpoint => this.GetEndpoint(RestEndpointName);
}
