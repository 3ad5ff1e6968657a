using CdcAnalytics.ConnectorManager.Connect;
using CdcAnalytics.ConnectorManager.Desired;
using CdcAnalytics.ConnectorManager.Settings;
using CdcAnalytics.ConnectorManager.Topics;
using Confluent.Kafka;

namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>Brings Connect to the desired state, one look at a time. Not thread-safe: one loop owns it.</summary>
internal sealed class Reconciler(
    ManagerSettings settings,
    ConnectClient client,
    ManagerTopics topics,
    StateBoard board,
    ManagerMetrics metrics,
    ILogger<Reconciler> logger,
    TimeProvider timeProvider)
{
    private readonly Dictionary<string, ConnectorWatch> _watches = new(StringComparer.Ordinal);
    private readonly HashSet<string> _namedUnwanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _loadedClasses = new(StringComparer.Ordinal);
    private IReadOnlyList<DesiredConnector> _desired = [];
    private string? _lastProblem;

    /// <summary>Looks once, does what is due and leaves what it saw on the board.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var fileProblem = ReadFiles();
        try
        {
            if (_desired.Count == 0)
            {
                Post(fileProblem, board.Current.Connectors, []);
                return;
            }

            if (await FindMissingPluginsAsync(cancellationToken) is { } missing)
            {
                Post(missing, board.Current.Connectors, []);
                return;
            }

            // Before the connectors: Debezium reads the signals' topic as soon as it starts.
            await topics.EnsureAsync(_desired, cancellationToken);
            var running = await client.GetConnectorsAsync(cancellationToken);
            var (states, problem) = await LookAtAllAsync(running, cancellationToken);
            var unwanted = await FindUnwantedAsync(running, cancellationToken);
            Post(fileProblem ?? problem, states, unwanted);
        }
        catch (ConnectException exception)
        {
            // Another worker may come up, with other plug-ins.
            _loadedClasses.Clear();
            Post(exception.Message, board.Current.Connectors, board.Current.Unwanted);
        }
        catch (KafkaException exception)
        {
            Post(
                $"The topics of the connectors could not be made at {settings.BootstrapServers}: "
                    + exception.Error.Reason,
                board.Current.Connectors,
                board.Current.Unwanted);
        }
    }

    // One connector that Connect refuses must not keep the others from being watched.
    private async Task<(IReadOnlyList<ConnectorState> States, string? Problem)> LookAtAllAsync(
        IReadOnlyDictionary<string, RunningConnector> running, CancellationToken cancellationToken)
    {
        var states = new List<ConnectorState>();
        string? problem = null;
        foreach (var desired in _desired)
        {
            try
            {
                states.Add(await WatchOf(desired.Name).LookAsync(
                    desired, running.GetValueOrDefault(desired.Name), cancellationToken));
            }
            catch (ConnectException exception)
            {
                problem ??= $"connector {desired.Name}: {exception.Message}";
                states.Add(new ConnectorState(
                    desired.Name, ConnectorHealth.Recovering, exception.Message, new Dictionary<int, string>(), 0));
            }
        }

        return (states, problem);
    }

    // Read anew each time: a changed file is a changed wish. A broken one leaves the last good state in force.
    private string? ReadFiles()
    {
        try
        {
            _desired = settings.ReadConnectors();
            return null;
        }
        catch (ConnectorFileException exception)
        {
            return exception.Message;
        }
        catch (IOException exception)
        {
            return $"The connector files in '{settings.Folder}' cannot be read: {exception.Message}";
        }
    }

    private async Task<string?> FindMissingPluginsAsync(CancellationToken cancellationToken)
    {
        if (_desired.All(desired => _loadedClasses.Contains(desired.ClassName)))
        {
            return null;
        }

        var loaded = await client.GetPluginsAsync(cancellationToken);
        _loadedClasses.UnionWith(loaded.Select(plugin => plugin.ClassName));
        var missing = _desired
            .Where(desired => !_loadedClasses.Contains(desired.ClassName))
            .Select(desired => $"{desired.ClassName} (connector {desired.Name})")
            .ToArray();
        return missing.Length == 0
            ? null
            : $"Connect at {settings.ConnectUrl} has not loaded {string.Join(" and ", missing)}; put the plug-in into "
                + "a folder of the worker's plugin.path. It has "
                + $"{string.Join(", ", loaded.Select(plugin => plugin.ClassName))}.";
    }

    private async Task<IReadOnlyList<string>> FindUnwantedAsync(
        IReadOnlyDictionary<string, RunningConnector> running, CancellationToken cancellationToken)
    {
        string[] unwanted = [.. running.Keys.Except(_desired.Select(desired => desired.Name)).Order()];
        if (settings.IsPruning)
        {
            foreach (var name in unwanted)
            {
                await client.DeleteAsync(name, cancellationToken);
                logger.Removed(name);
            }

            return [];
        }

        foreach (var name in unwanted.Where(_namedUnwanted.Add))
        {
            logger.Unwanted(name);
        }

        return unwanted;
    }

    private ConnectorWatch WatchOf(string name)
    {
        if (!_watches.TryGetValue(name, out var watch))
        {
            watch = new ConnectorWatch(name, client, metrics, logger, timeProvider);
            _watches.Add(name, watch);
        }

        return watch;
    }

    private void Post(string? problem, IReadOnlyList<ConnectorState> states, IReadOnlyList<string> unwanted)
    {
        board.Current = new ManagerState(problem, states, unwanted);
        if (problem == _lastProblem)
        {
            return;
        }

        if (problem is null)
        {
            logger.ProblemGone();
        }
        else
        {
            logger.Hindered(problem);
        }

        _lastProblem = problem;
    }
}
