using System.Globalization;
using CdcAnalytics.Cluster.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Cluster.Local;

/// <summary>
/// The engines as processes of this machine: brokers, Connect, JobManager, TaskManager and SQL gateway, started
/// together, watched, started again when they end, and ended with this process however that ends.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(500);

    // A slow machine starts everything within this; who waits longer wants to know for what.
    private static readonly TimeSpan ComplaintInterval = TimeSpan.FromSeconds(60);

    private readonly LocalClusterOptions _options;
    private readonly LocalClusterLock _lock;
    private readonly List<LocalProcess> _processes = [];
    private readonly HttpClient _http = new();
    private readonly KafkaHealthCheck _kafkaHealth;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watches = Task.CompletedTask;
    private bool _isDisposed;

    private LocalCluster(
        LocalClusterOptions options,
        LocalClusterFolders folders,
        LocalClusterLock clusterLock,
        LocalClusterAddresses addresses,
        TimeProvider timeProvider)
    {
        _options = options;
        _lock = clusterLock;
        _timeProvider = timeProvider;
        Addresses = addresses;
        DataFolder = folders.Root;
        LogFolder = folders.Logs;
        CheckpointFolder = folders.Checkpoints;
        var flink = options.Settings.Flink;
        _kafkaHealth = new KafkaHealthCheck(() => addresses.BootstrapServers, options.Settings.Kafka.BrokerCount);
        HealthChecks = new SortedDictionary<string, IHealthCheck>(StringComparer.Ordinal)
        {
            ["kafka"] = _kafkaHealth,
            ["connect"] = new ConnectHealthCheck(_http, () => addresses.ConnectUrl),
            ["flink"] = new FlinkHealthCheck(
                _http,
                () => addresses.FlinkUrl,
                flink.TaskManagerCount,
                flink.TaskManagerCount * flink.SlotsPerTaskManager),
            ["gateway"] = new SqlGatewayHealthCheck(_http, () => addresses.GatewayUrl),
        };
    }

    /// <summary>Where the engines are.</summary>
    public LocalClusterAddresses Addresses { get; }

    /// <summary>The folder of the cluster, absolute.</summary>
    public string DataFolder { get; }

    /// <summary>A log file per process.</summary>
    public string LogFolder { get; }

    /// <summary>Flink's checkpoints.</summary>
    public string CheckpointFolder { get; }

    /// <summary>All processes, brokers first.</summary>
    public IReadOnlyList<LocalProcess> Processes => _processes;

    /// <summary>The health of <c>kafka</c>, <c>connect</c>, <c>flink</c> and <c>gateway</c>.</summary>
    public IReadOnlyDictionary<string, IHealthCheck> HealthChecks { get; }

    /// <summary>The process of a name of <see cref="ProcessNames"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public LocalProcess Process(string name) =>
        _processes.Find(process => process.Name == name)
        ?? throw new ArgumentException(
            $"There is no process {name}; there are {string.Join(", ", _processes.Select(process => process.Name))}.",
            nameof(name));

    /// <summary>Starts everything and waits until all of it is healthy.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="progress">Receives one line per step, for people.</param>
    /// <param name="logger">Receives starts, ends and restarts.</param>
    /// <param name="timeProvider">Times the waits.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running then.</param>
    /// <exception cref="LocalClusterException">
    /// The data folder is in use, or something did not become healthy; says what and where its log is.
    /// </exception>
    public static async Task<LocalCluster> StartAsync(
        LocalClusterOptions options,
        IProgress<string> progress,
        ILogger logger,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        var started = timeProvider.GetTimestamp();
        var cluster = await LaunchAsync(options, progress, logger, timeProvider, cancellationToken);
        try
        {
            await cluster.WaitUntilHealthyAsync(options.StartTimeout, progress, cancellationToken);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        logger.ClusterStarted(cluster.DataFolder, timeProvider.GetElapsedTime(started));
        return cluster;
    }

    /// <summary>Starts everything and does not wait until it is healthy: others may start meanwhile.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="progress">Receives one line per step, for people.</param>
    /// <param name="logger">Receives starts, ends and restarts.</param>
    /// <param name="timeProvider">Times the waits.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running then.</param>
    /// <exception cref="LocalClusterException">The data folder is in use, or a program cannot be started.</exception>
    public static async Task<LocalCluster> LaunchAsync(
        LocalClusterOptions options,
        IProgress<string> progress,
        ILogger logger,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(timeProvider);
        options.Validate();
        if (OperatingSystem.IsWindows())
        {
            throw new LocalClusterException(
                "Local engines need Linux or macOS; on Windows run them in containers, or this inside WSL.");
        }

        var folders = new LocalClusterFolders(options.DataFolder);
        var clusterLock = LocalClusterLock.Take(folders);
        LocalCluster? cluster = null;
        try
        {
            var engines = new EngineProcesses(options, folders);
            cluster = new LocalCluster(options, folders, clusterLock, engines.Addresses, timeProvider);
            progress.Report($"Starting {options.Settings.Kafka.BrokerCount} brokers, Connect and Flink; "
                + $"data and logs in {folders.Root}");
            await cluster.StartProcessesAsync(engines, folders, logger, cancellationToken);
            return cluster;
        }
        catch
        {
            if (cluster is not null)
            {
                await cluster.DisposeAsync();
            }

            clusterLock.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every health check is healthy.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <param name="progress">
    /// Receives a line when an engine becomes healthy, and one a minute that says what is amiss while it is not.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalClusterException">Says what is not healthy and why.</exception>
    public async Task WaitUntilHealthyAsync(
        TimeSpan timeout, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var started = _timeProvider.GetTimestamp();
        var results = await Task.WhenAll(HealthChecks.Select(
            check => WaitForAsync(check.Key, check.Value, started, timeout, progress, cancellationToken)));
        var complaints = results.Where(result => result is not null).ToList();
        if (complaints.Count > 0)
        {
            throw new LocalClusterException(string.Create(
                CultureInfo.InvariantCulture,
                $"Not healthy after {timeout.TotalSeconds} s: {string.Join(' ', complaints)} The logs are in "
                + $"'{LogFolder}'."));
        }
    }

    /// <summary>Stops Connect and Flink, then the brokers, and waits until all are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            await _stopping.CancelAsync();
            // Connect and Flink commit their positions as they stop, for which the brokers must still be there.
            var brokers = _processes.Where(process => process.Name.StartsWith("broker-", StringComparison.Ordinal));
            await Task.WhenAll(_processes.Except(brokers).Select(process => process.DisposeAsync().AsTask()));
            await Task.WhenAll(brokers.Select(process => process.DisposeAsync().AsTask()));
            await _watches;
        }
        finally
        {
            _kafkaHealth.Dispose();
            _http.Dispose();
            _stopping.Dispose();
            // Last: as long as a process may run, nobody may believe the data folder is free.
            _lock.Dispose();
        }
    }

    /// <summary>
    /// Everything at once: Flink needs no broker to start, and Connect waits for them with its classes already loaded.
    /// </summary>
    private async Task StartProcessesAsync(
        EngineProcesses engines, LocalClusterFolders folders, ILogger logger, CancellationToken cancellationToken)
    {
        var brokers = Enumerable.Range(1, _options.Settings.Kafka.BrokerCount).Select(engines.Broker).ToList();
        await BrokerFolders.FormatMissingAsync(_options, folders, engines, cancellationToken);
        var others = new[] { engines.Connect(), engines.JobManager(), engines.TaskManager(), engines.Gateway() };
        foreach (var jvm in brokers.Concat(others))
        {
            // All brokers load the same classes; the first one makes the archive for the three.
            var isBroker = brokers.Contains(jvm);
            var archive = _options.ClassArchiveFolder is { } folder
                ? ClassArchive.For(folder, isBroker ? "broker" : jvm.Name, jvm, _options.Homes.JavaVersion, logger)
                : null;
            var mayUse = !isBroker || jvm == brokers[0] || archive is { IsThere: true };
            _processes.Add(new LocalProcess(
                JvmLaunch.Create(jvm, _options, folders, mayUse ? archive : null),
                folders.Root,
                folders.Log(jvm.Name),
                _options.Supervision,
                logger,
                _timeProvider));
        }

        foreach (var process in _processes)
        {
            process.Start();
        }

        _watches = WatchAsync();
    }

    /// <summary>Of those that keep nothing themselves; see <see cref="HealthWatch"/>.</summary>
    private Task WatchAsync()
    {
        var limit = _options.Supervision.UnhealthyLimit;
        var connect = new HealthWatch(
            Process(ProcessNames.Connect), HealthChecks["connect"], _kafkaHealth, limit, _timeProvider);
        var gateway = new HealthWatch(
            Process(ProcessNames.Gateway), HealthChecks["gateway"], needed: null, limit, _timeProvider);
        return Task.WhenAll(connect.RunAsync(_stopping.Token), gateway.RunAsync(_stopping.Token));
    }

    /// <summary>Answers null when the check became healthy in time, else what it says.</summary>
    private async Task<string?> WaitForAsync(
        string name,
        IHealthCheck check,
        long started,
        TimeSpan timeout,
        IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(HealthInterval, _timeProvider);
        var nextComplaint = ComplaintInterval;
        while (true)
        {
            var result = await check.AskAsync(cancellationToken);
            var elapsed = _timeProvider.GetElapsedTime(started);
            if (result.Status == HealthStatus.Healthy)
            {
                progress.Report(string.Create(
                    CultureInfo.InvariantCulture, $"{name} is healthy after {elapsed.TotalSeconds:0.0} s"));
                return null;
            }

            var complaint = result.Description ?? $"{name} is not healthy.";
            var givenUp = _processes.Find(process => process.Failure is not null)?.Failure;
            if (givenUp is not null || elapsed >= timeout)
            {
                return givenUp ?? complaint;
            }

            if (elapsed >= nextComplaint)
            {
                nextComplaint = elapsed + ComplaintInterval;
                progress.Report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} is not healthy after {elapsed.TotalSeconds:0} s: {complaint}"));
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
