namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>What one look at Connect showed.</summary>
/// <param name="Problem">What keeps the manager from its work altogether; null when nothing does.</param>
/// <param name="Connectors">The desired connectors; as last seen when there is a problem.</param>
/// <param name="Unwanted">Connectors in Connect that no file names.</param>
public sealed record ManagerState(
    string? Problem, IReadOnlyList<ConnectorState> Connectors, IReadOnlyList<string> Unwanted)
{
    /// <summary>Before the first look.</summary>
    public static ManagerState Unknown { get; } = new("Connect has not been looked at yet.", [], []);
}
