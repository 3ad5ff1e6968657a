using System.Diagnostics.Metrics;

namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>
/// The manager's metrics, named as opentelemetry.io/docs/specs/semconv/general/naming asks: what is counted in braces.
/// </summary>
internal sealed class ManagerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "CdcAnalytics.ConnectorManager";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _restarts;
    private readonly Counter<long> _updates;

    /// <summary>Metrics over what the loop leaves on the board.</summary>
    public ManagerMetrics(StateBoard board)
    {
        _restarts = _meter.CreateCounter<long>(
            "cdc.connector.restarts", "{restart}", "Restarts of failed connectors and tasks.");
        _updates = _meter.CreateCounter<long>(
            "cdc.connector.updates", "{update}", "Connectors created or changed.");
        _ = _meter.CreateObservableGauge(
            "cdc.connector.tasks",
            () => board.Current.Connectors.SelectMany(TasksOf),
            "{task}",
            "Tasks of the desired connectors by their state in Connect.");
        _ = _meter.CreateObservableGauge(
            "cdc.connector.healthy",
            () => board.Current.Connectors.Select(connector => new Measurement<int>(
                board.Current.Problem is null && connector.Health == ConnectorHealth.Running ? 1 : 0,
                Named(connector.Name))),
            "1",
            "1 while a connector runs as desired with all of its tasks, else 0.");
    }

    /// <summary>Counts a restart.</summary>
    public void CountRestart(string connector) => _restarts.Add(1, Named(connector));

    /// <summary>Counts a creation or change.</summary>
    public void CountUpdate(string connector) => _updates.Add(1, Named(connector));

    /// <summary>Adds the gauge of dead letters.</summary>
    /// <param name="count">Tells their number; null as long as it is not known.</param>
    public void ObserveDeadLetters(Func<long?> count) =>
        _meter.CreateObservableGauge(
            "cdc.dead_letters",
            () => count() is { } letters ? [new Measurement<long>(letters)] : Array.Empty<Measurement<long>>(),
            "{record}",
            "Records that lie in the dead letters' topic.");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> TasksOf(ConnectorState connector) =>
        connector.TaskStates.Values.CountBy(state => state).Select(states => new Measurement<int>(
            states.Value, Named(connector.Name), new("cdc.connector.task.state", states.Key)));

    private static KeyValuePair<string, object?> Named(string connector) => new("cdc.connector.name", connector);
}
