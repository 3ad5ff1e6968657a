using System.Globalization;

namespace CdcAnalytics.Cluster.Local;

/// <summary>The layout of a cluster's data folder.</summary>
internal sealed class LocalClusterFolders
{
    public LocalClusterFolders(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Directory.CreateDirectory(Root);
        foreach (var folder in new[] { Logs, Run, Checkpoints, Savepoints })
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Root { get; }

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>What is written anew at each start: property files, scratch.</summary>
    public string Run => Path.Combine(Root, "run");

    public string LockFile => Path.Combine(Root, "cluster.lock");

    public string OwnerFile => Path.Combine(Root, "cluster.owner");

    public string PortsFile => Path.Combine(Root, "ports.json");

    public string Checkpoints => Path.Combine(Root, "flink", "checkpoints");

    public string Savepoints => Path.Combine(Root, "flink", "savepoints");

    public string Kafka(int nodeId) => Path.Combine(Root, "kafka", nodeId.ToString(CultureInfo.InvariantCulture));

    public string Log(string process) => Path.Combine(Logs, process + ".log");

    /// <summary>Configuration of one process.</summary>
    public string Configuration(string process) => Path.Combine(Run, process);

    /// <summary>Scratch of one process, emptied whenever it starts.</summary>
    public string Scratch(string process) => process switch
    {
        ProcessNames.JobManager or ProcessNames.TaskManager or ProcessNames.Gateway =>
            Path.Combine(Root, "flink", process),
        _ => Path.Combine(Run, process, "tmp"),
    };
}
