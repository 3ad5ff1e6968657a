using System.Globalization;

namespace CdcAnalytics.Cluster.Local;

/// <summary>What the local processes are called in logs, folders and messages.</summary>
public static class ProcessNames
{
    /// <summary>The Connect worker.</summary>
    public const string Connect = "connect";

    /// <summary>Flink's JobManager.</summary>
    public const string JobManager = "jobmanager";

    /// <summary>Flink's TaskManager.</summary>
    public const string TaskManager = "taskmanager";

    /// <summary>Flink's SQL gateway.</summary>
    public const string Gateway = "gateway";

    /// <summary>A broker by its node id, 1 and up.</summary>
    public static string Broker(int nodeId) => string.Create(CultureInfo.InvariantCulture, $"broker-{nodeId}");
}
