using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Cluster.Local;

/// <summary>Several programs under supervision, started and stopped together; none outlives this process.</summary>
public sealed class ProcessGroup : IAsyncDisposable
{
    private readonly List<LocalProcess> _processes;
    private bool _isStarted;

    /// <summary>Nothing is started yet.</summary>
    /// <param name="launches">What to start.</param>
    /// <param name="workingFolder">Where they run.</param>
    /// <param name="logFolder">Gets a file for each, named for it.</param>
    /// <param name="options">How they are watched and stopped.</param>
    /// <param name="logger">Receives starts, ends and restarts.</param>
    /// <param name="timeProvider">Times the pauses.</param>
    public ProcessGroup(
        IReadOnlyList<ProcessLaunch> launches,
        string workingFolder,
        string logFolder,
        SupervisionOptions options,
        ILogger logger,
        TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(launches);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _processes =
        [
            .. launches.Select(launch => new LocalProcess(
                launch, workingFolder, Path.Combine(logFolder, launch.Name + ".log"), options, logger, timeProvider)),
        ];
    }

    /// <summary>All processes, in the order given.</summary>
    public IReadOnlyList<LocalProcess> Processes => _processes;

    /// <summary>Starts all of them; whether they are healthy is theirs to tell.</summary>
    public void Start()
    {
        _isStarted = true;
        _processes.ForEach(process => process.Start());
    }

    /// <summary>Stops all of them and waits until they are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            _isStarted = false;
            await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask()));
        }
    }
}
