namespace CdcAnalytics.Cluster.Local;

/// <summary>Where the engines of a local cluster are; the same from run to run where the ports stay free.</summary>
/// <param name="BootstrapServers">All brokers, <c>127.0.0.1:port</c> each.</param>
/// <param name="ConnectUrl">Connect's REST server.</param>
/// <param name="FlinkUrl">The JobManager's REST server and web page.</param>
/// <param name="GatewayUrl">The SQL gateway's REST server.</param>
public sealed record LocalClusterAddresses(string BootstrapServers, Uri ConnectUrl, Uri FlinkUrl, Uri GatewayUrl);
