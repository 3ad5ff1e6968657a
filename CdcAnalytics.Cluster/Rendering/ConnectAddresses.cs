namespace CdcAnalytics.Cluster.Rendering;

/// <summary>Where a Connect worker listens, and where it finds the brokers.</summary>
/// <param name="BootstrapServers">The brokers as the worker sees them, <c>host:port,host:port</c>.</param>
/// <param name="RestHost">Address on which the REST server listens.</param>
/// <param name="RestPort">Port of the REST server.</param>
public sealed record ConnectAddresses(string BootstrapServers, string RestHost, int RestPort);
