namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>How a connector is.</summary>
public enum ConnectorHealth
{
    /// <summary>It runs as desired, with all of its tasks.</summary>
    Running,

    /// <summary>It is being made, restarted or assigned, somebody paused it, or it has failed only just now.</summary>
    Recovering,

    /// <summary>A task is failed, or its configuration is refused.</summary>
    Failed,
}
