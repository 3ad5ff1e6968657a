namespace CdcAnalytics.Cluster.Rendering;

/// <summary>Where Flink keeps what outlives a process.</summary>
/// <param name="Checkpoints">URI of a folder that JobManager and TaskManagers share.</param>
/// <param name="Savepoints">URI of a folder that JobManager and TaskManagers share.</param>
/// <param name="Temporary">Path of a process's own scratch folder, RocksDB's files among them.</param>
public sealed record FlinkFolders(string Checkpoints, string Savepoints, string Temporary)
{
    /// <summary>In containers, with what they share at <c>/opt/flink/state</c>.</summary>
    public static FlinkFolders Containers { get; } =
        new("file:///opt/flink/state/checkpoints", "file:///opt/flink/state/savepoints", "/tmp");
}
