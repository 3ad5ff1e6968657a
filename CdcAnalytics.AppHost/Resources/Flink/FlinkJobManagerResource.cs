namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>Flink's JobManager with its REST API and web page, in a container.</summary>
/// <param name="name">Name of the resource, and host name in the containers' network.</param>
public sealed class FlinkJobManagerResource(string name) : ContainerResource(name)
{
    /// <summary>Endpoint of the REST API and the web page.</summary>
    public const string RestEndpointName = "http";

    /// <summary>The REST API for .NET processes.</summary>
    public EndpointReference RestEndpoint => this.GetEndpoint(RestEndpointName);
}
