// Runs a cluster of one broker in the folder of the first argument until its input ends. The homes come by environment.
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Cluster.Settings;
using Microsoft.Extensions.Logging.Abstractions;

var options = new LocalClusterOptions
{
    DataFolder = args[0],
    Homes = EngineHomes.Find(),
    Jit = JitMode.FirstTier,
    Settings = new ClusterSettings
    {
        Kafka = KafkaClusterSettings.SingleBroker,
        Connect = new ConnectSettings { ReplicationFactor = 1 },
    },
};
await using var cluster = await LocalCluster.StartAsync(
    options, new Progress<string>(), NullLogger.Instance, TimeProvider.System, CancellationToken.None);
Console.WriteLine("healthy");
await Console.In.ReadToEndAsync();
