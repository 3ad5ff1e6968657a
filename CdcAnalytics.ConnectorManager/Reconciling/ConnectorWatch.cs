using CdcAnalytics.ConnectorManager.Connect;
using CdcAnalytics.ConnectorManager.Desired;

namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>
/// Keeps one connector as it is desired: makes or changes it, and restarts what failed. Not thread-safe: one loop owns
/// it.
/// </summary>
internal sealed class ConnectorWatch(
    string name, ConnectClient client, ManagerMetrics metrics, ILogger logger, TimeProvider timeProvider)
{
    /// <summary>How long a restarted task must run before it counts as mended.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<int, string> NoTasks = [];

    private readonly RestartBackoff _restarts = new(timeProvider);
    private readonly RestartBackoff _validations = new(timeProvider);
    private DesiredConnector? _refused;
    private string _refusal = string.Empty;
    private string? _lastCause;
    private string? _lastDetail;

    /// <summary>Looks at the connector once and does what is due.</summary>
    /// <param name="desired">What it is to be.</param>
    /// <param name="running">What Connect has; null when it has none of that name.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="ConnectException">Connect is away, or refused what it had found valid.</exception>
    public async Task<ConnectorState> LookAsync(
        DesiredConnector desired, RunningConnector? running, CancellationToken cancellationToken)
    {
        var isSame = running?.Info is { } info && desired.IsSameAs(info.Config);
        var state = isSame
            ? await WatchAsync(running?.Status, cancellationToken)
            : await ApplyAsync(desired, isNew: running is null, cancellationToken);
        if (state.Detail != _lastDetail)
        {
            _lastDetail = state.Detail;
            Report(state);
        }

        return state;
    }

    private async Task<ConnectorState> ApplyAsync(
        DesiredConnector desired, bool isNew, CancellationToken cancellationToken)
    {
        // What was refused may be right later: the database it names may have come up.
        if (_refused is { } refused && refused.IsSameAs(desired.Config) && _validations.Pause is not null)
        {
            return State(ConnectorHealth.Failed, _refusal, NoTasks);
        }

        var errors = await client.ValidateAsync(
            desired.Name, desired.ClassName, desired.Config, cancellationToken);
        if (errors.Count > 0)
        {
            var reasons = errors.SelectMany(setting => setting.Errors.Select(
                error => $"{setting.Name}: {Redaction.Line(error)}"));
            _refused = desired;
            _refusal = $"its configuration ({desired.File}) is refused: {string.Join(" | ", reasons.Distinct())}";
            _ = _validations.Fail();
            return State(ConnectorHealth.Failed, _refusal, NoTasks);
        }

        await client.PutConfigAsync(desired.Name, desired.Config, cancellationToken);
        _refused = null;
        _validations.Reset();
        _restarts.Reset();
        _lastCause = null;
        metrics.CountUpdate(name);
        logger.Applied(name, isNew ? "created" : "changed", desired.File);
        return State(ConnectorHealth.Recovering, "it was configured just now; its tasks are starting", NoTasks);
    }

    private async Task<ConnectorState> WatchAsync(StatusReport? status, CancellationToken cancellationToken)
    {
        if (status is null)
        {
            _restarts.Wait();
            return State(ConnectorHealth.Recovering, "Connect does not report its state yet", NoTasks);
        }

        var tasks = status.Tasks.ToDictionary(task => task.Id ?? 0, task => task.State);
        StateReport[] parts = [status.Connector, .. status.Tasks];
        if (Array.Find(parts, part => part.State == StateReport.Failed) is { } failed)
        {
            return await MendAsync(failed, tasks, cancellationToken);
        }

        if (Array.Find(parts, part => part.State != StateReport.Running) is { } other)
        {
            _restarts.Wait();
            var hint = other.State is StateReport.Paused or StateReport.Stopped
                ? $": somebody paused or stopped it; PUT /connectors/{name}/resume lets it go on"
                : string.Empty;
            return State(ConnectorHealth.Recovering, $"{PartOf(other)} is {other.State}{hint}", tasks);
        }

        if (status.Tasks.Count == 0)
        {
            _restarts.Wait();
            return State(ConnectorHealth.Recovering, "it has no tasks yet", tasks);
        }

        _restarts.Run();
        if (_lastCause is not null && _restarts.Healthy < SettleTime)
        {
            return State(ConnectorHealth.Recovering, $"it runs again after a failure: {_lastCause}", tasks);
        }

        _lastCause = null;
        return State(ConnectorHealth.Running, $"{tasks.Count} of {tasks.Count} tasks run", tasks);
    }

    private async Task<ConnectorState> MendAsync(
        StateReport failed, Dictionary<int, string> tasks, CancellationToken cancellationToken)
    {
        _lastCause = $"{PartOf(failed)} is FAILED: {TaskFailure.CauseOf(failed.Trace)}";
        if (_restarts.Fail())
        {
            metrics.CountRestart(name);
            logger.Restarting(
                name, _restarts.Restarts, _lastCause, _restarts.Pause ?? TimeSpan.Zero);
            await client.RestartAsync(name, onlyFailed: true, cancellationToken);
        }

        return State(ConnectorHealth.Failed, _lastCause, tasks);
    }

    private ConnectorState State(ConnectorHealth health, string detail, IReadOnlyDictionary<int, string> tasks) =>
        new(name, health, detail, tasks, _restarts.Restarts);

    private void Report(ConnectorState state)
    {
        switch (state.Health)
        {
            case ConnectorHealth.Running:
                logger.Running(name, state.Detail);
                break;
            case ConnectorHealth.Recovering:
                logger.Recovering(name, state.Detail);
                break;
            case ConnectorHealth.Failed:
                logger.Failed(name, state.Detail);
                break;
        }
    }

    private static string PartOf(StateReport part) =>
        part.Id is { } id ? $"task {id}" : "the connector itself";
}
