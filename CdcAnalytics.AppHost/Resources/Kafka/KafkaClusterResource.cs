namespace CdcAnalytics.AppHost.Resources.Kafka;

/// <summary>
/// All brokers as one thing to refer to and to wait for; it runs once every broker does, and is healthy when the quorum
/// stands and every partition is in sync.
/// </summary>
/// <param name="name">Name of the resource and of the connection string.</param>
/// <param name="isPublishing">Whether the model is published; clients are containers themselves then.</param>
public sealed class KafkaClusterResource(string name, bool isPublishing)
    : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    private readonly List<KafkaBrokerResource> _brokers = [];

    /// <summary>The brokers, node 1 first.</summary>
    public IReadOnlyList<KafkaBrokerResource> Brokers => _brokers;

    /// <summary>Bootstrap servers as other containers see them, <c>host:port,host:port</c>.</summary>
    public string InternalBootstrapServers => string.Join(',', _brokers.Select(broker => broker.InternalAddress));

    /// <summary>Bootstrap servers as .NET processes see them, <c>host:port,host:port</c>.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var builder = new ReferenceExpressionBuilder();
            if (isPublishing)
            {
                builder.AppendLiteral(InternalBootstrapServers);
                return builder.Build();
            }

            foreach (var broker in _brokers)
            {
                builder.AppendLiteral(broker == _brokers[0] ? "" : ",");
                builder.Append($"{broker.ExternalEndpoint.Property(EndpointProperty.HostAndPort)}");
            }

            return builder.Build();
        }
    }

    internal void Add(KafkaBrokerResource broker) => _brokers.Add(broker);
}
