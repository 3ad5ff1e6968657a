namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>Where the loop leaves what it saw, for health and metrics. Safe for any thread.</summary>
public sealed class StateBoard
{
    private volatile ManagerState _current = ManagerState.Unknown;

    /// <summary>The newest state.</summary>
    public ManagerState Current
    {
        get => _current;
        set => _current = value;
    }
}
