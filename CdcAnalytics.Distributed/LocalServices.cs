using System.Globalization;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Dashboard.Status;
using Npgsql;

namespace CdcAnalytics.Distributed;

/// <summary>
/// The .NET services of the distributed topology as processes of this machine: the same programs and the same settings
/// as the Aspire model gives them.
/// </summary>
/// <param name="settings">What the user set.</param>
/// <param name="topology">Which topology was chosen and why, for the page.</param>
/// <param name="cluster">Where the engines are.</param>
/// <param name="checkpointFolder">Flink's checkpoints.</param>
/// <param name="database">The database over TCP, with a passfile and without a password.</param>
/// <param name="ports">A loopback port of each service.</param>
internal sealed class LocalServices(
    DistributedSettings settings,
    TopologyChoice topology,
    LocalClusterAddresses cluster,
    string checkpointFolder,
    NpgsqlConnectionStringBuilder database,
    IReadOnlyDictionary<string, int> ports)
{
    // As many copies as there are brokers.
    private const string ReplicationFactor = "3";

    /// <summary>The names of those that are started.</summary>
    public IEnumerable<string> Started =>
        ServiceNames.All.Where(name => name != ServiceNames.Seeder || settings.IsDemo);

    /// <summary>Where a service listens.</summary>
    public Uri Address(string name) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[name]}"));

    /// <summary>How each service is started.</summary>
    /// <param name="sourceTables">The captured tables, with their schema.</param>
    public IReadOnlyList<ProcessLaunch> Launches(IReadOnlyList<string> sourceTables)
    {
        var launches = new List<ProcessLaunch>();
        if (settings.IsDemo)
        {
            launches.Add(Launch(ServiceNames.Seeder, "CdcAnalytics.Seeder", ["run"], SeederSettings()));
        }

        launches.Add(Launch(
            ServiceNames.ConnectorManager, "CdcAnalytics.ConnectorManager", ["run"], ConnectorSettings(sourceTables)));
        launches.Add(Launch(ServiceNames.Submitter, "CdcAnalytics.Flink", ["run"], SubmitterSettings()));
        launches.Add(Launch(ServiceNames.Dashboard, "CdcAnalytics.Dashboard", [], DashboardSettings()));
        return launches;
    }

    private ProcessLaunch Launch(
        string name, string program, IReadOnlyList<string> arguments, Dictionary<string, string> own)
    {
        own["ASPNETCORE_URLS"] = Address(name).GetLeftPart(UriPartial.Authority);
        own["ConnectionStrings__taxi"] = database.ConnectionString;
        own["ConnectionStrings__kafka"] = cluster.BootstrapServers;
        // Many small processes on few cores: neither a heap per core nor a thread for collecting it.
        own["DOTNET_gcServer"] = "0";
        own["DOTNET_gcConcurrent"] = "0";
        own["DOTNET_TieredPGO"] = "0";
        return new ProcessLaunch(name, ServiceProgram.DotNet, [ServiceProgram.Find(program), .. arguments])
        {
            Environment = own,
        };
    }

    private Dictionary<string, string> SeederSettings() => new()
    {
        ["Seeder__TripsFile"] = settings.Common.Trips ?? "",
        ["Seeder__HistoryTrips"] = Text(settings.Common.HistoryTrips),
        ["Seeder__TripsPerSecond"] = Text(settings.Common.TripsPerSecond),
        ["Seeder__CorrectionsShare"] = settings.Common.CorrectionsShare.ToString(CultureInfo.InvariantCulture),
        ["Seeder__Seed"] = Text(settings.Common.Seed),
    };

    private Dictionary<string, string> ConnectorSettings(IReadOnlyList<string> sourceTables) => new()
    {
        ["Connect__Url"] = cluster.ConnectUrl.ToString(),
        ["Connectors__Values__DatabaseHost"] = database.Host ?? "127.0.0.1",
        ["Connectors__Values__DatabasePort"] = Text(database.Port),
        ["Connectors__Values__DatabaseName"] = database.Database ?? "",
        ["Connectors__Values__DatabaseUser"] = database.Username ?? "",
        ["Connectors__Values__SourceTables"] = string.Join(',', sourceTables),
        ["Connectors__Values__KafkaBootstrapServers"] = cluster.BootstrapServers,
        ["Connectors__Values__Partitions"] = Text(settings.Partitions),
        ["Connectors__Values__ReplicationFactor"] = ReplicationFactor,
    };

    private Dictionary<string, string> SubmitterSettings()
    {
        var variables = new Dictionary<string, string>
        {
            ["Flink__Url"] = cluster.FlinkUrl.ToString(),
            ["Flink__GatewayUrl"] = cluster.GatewayUrl.ToString(),
            ["Flink__KafkaBootstrapServers"] = cluster.BootstrapServers,
            ["Flink__CheckpointFolder"] = checkpointFolder,
            ["Flink__Parallelism"] = Text(settings.Parallelism),
            ["Flink__OnQueryChange"] = settings.Common.RebuildOnQueryChange ? "rebuild" : "refuse",
            ["Topics__Partitions"] = Text(settings.Partitions),
            ["Topics__ReplicationFactor"] = ReplicationFactor,
        };
        if (settings.Common.Pipelines is { } folder)
        {
            variables["Flink__Pipelines"] = folder;
        }

        return variables;
    }

    private Dictionary<string, string> DashboardSettings() => new()
    {
        ["Dashboard__Topology"] = topology.Name,
        ["Dashboard__TopologyReason"] = topology.Reason,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
