namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>A desired connector as it was last seen.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Health">How it is.</param>
/// <param name="Detail">What is wrong, with task and cause; how many tasks run when nothing is.</param>
/// <param name="TaskStates">Connect's word for each task's state, by the task's number.</param>
/// <param name="Restarts">Restarts since it last was healthy for long enough.</param>
public sealed record ConnectorState(
    string Name,
    ConnectorHealth Health,
    string Detail,
    IReadOnlyDictionary<int, string> TaskStates,
    int Restarts);
