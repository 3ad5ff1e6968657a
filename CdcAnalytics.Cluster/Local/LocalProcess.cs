using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Cluster.Local;

/// <summary>
/// One process under supervision: started again when it ends by itself, after a pause that doubles while its
/// lives stay short.
/// </summary>
public sealed class LocalProcess : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PrintTime = TimeSpan.FromSeconds(2);

    private readonly ProcessLaunch _launch;
    private readonly string _workingFolder;
    private readonly SupervisionOptions _options;
    private readonly ProcessLog _log;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private volatile GuardedProcess? _process;
    private volatile TaskCompletionSource<string>? _replacement;
    private volatile string? _failure;
    private Task _supervision = Task.CompletedTask;
    private int _restartCount;
    private bool _isDisposed;

    internal LocalProcess(
        ProcessLaunch launch,
        string workingFolder,
        string logFile,
        SupervisionOptions options,
        ILogger logger,
        TimeProvider timeProvider)
    {
        _launch = launch;
        _workingFolder = workingFolder;
        _options = options;
        _log = new ProcessLog(logFile, options.MaxLogMegabytes * 1024L * 1024);
        _logger = logger;
        _timeProvider = timeProvider;
    }

    /// <summary>For an engine one of <see cref="ProcessNames"/>.</summary>
    public string Name => _launch.Name;

    /// <summary>The process id; null while it is not running.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>How often it was started again.</summary>
    public int RestartCount => Volatile.Read(ref _restartCount);

    /// <summary>Its log file.</summary>
    public string LogFile => _log.Path;

    /// <summary>Why it is not started again any more; null as long as it is.</summary>
    public string? Failure => _failure;

    /// <summary>The last lines of its log.</summary>
    /// <param name="maxLines">At most so many.</param>
    public IReadOnlyList<string> LogTail(int maxLines) => _log.Tail(maxLines);

    /// <summary>Begins its first life; it is up some seconds later, which only a health check can tell.</summary>
    internal void Start()
    {
        _log.Roll();
        _supervision = Task.Run(SuperviseAsync);
    }

    /// <summary>Kills it, so that it is started again; nothing happens while it is not running.</summary>
    /// <param name="reason">Why, for people: the rest of a sentence that begins with its name and "ended".</param>
    internal void Replace(string reason) => _replacement?.TrySetResult(reason);

    /// <summary>
    /// Asks it to end, kills it when it does not in time, and ends the supervision. The cluster does it for all of its
    /// processes, in their order.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stopping.CancelAsync();
        await _supervision;
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var shortLives = 0;
        while (!_stopping.IsCancellationRequested)
        {
            var started = _timeProvider.GetTimestamp();
            string end;
            try
            {
                end = await LiveOnceAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is LocalClusterException or IOException or System.ComponentModel.Win32Exception)
            {
                end = e.Message;
            }

            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            shortLives = _timeProvider.GetElapsedTime(started) >= LongLife ? 0 : shortLives + 1;
            if (shortLives >= _options.MaxShortLives)
            {
                _failure = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} ended {shortLives} times in a row within a minute of its start, at last: {end}. It is "
                    + $"given up; the reason should be at the end of '{LogFile}'.");
                _logger.ProcessGivenUp(Name, shortLives, end, LogFile);
                return;
            }

            var pause = Backoff(shortLives);
            _logger.ProcessDied(Name, end, pause);
            if (!await PauseAsync(pause))
            {
                return;
            }

            Interlocked.Increment(ref _restartCount);
        }
    }

    private TimeSpan Backoff(int shortLives)
    {
        var doubled = FirstBackoff * Math.Pow(2, Math.Min(Math.Max(shortLives - 1, 0), 16));
        return doubled < _options.RestartBackoffLimit ? doubled : _options.RestartBackoffLimit;
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _timeProvider, _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>From start to end; answers how it ended.</summary>
    private async Task<string> LiveOnceAsync()
    {
        EmptyScratch();
        using var process = await GuardedProcess.StartAsync(
            _launch.Program, _launch.Arguments, _launch.Environment, _workingFolder, LogFile, _stopping.Token);
        var replacement = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = process;
        _replacement = replacement;
        _logger.ProcessStarted(Name, process.Id);
        try
        {
            var exit = process.WaitForExitAsync(CancellationToken.None);
            var end = Task.WhenAny(exit, replacement.Task);
            while (!await EndsWithinAsync(end, TrimInterval, _stopping.Token))
            {
                if (_stopping.IsCancellationRequested)
                {
                    return await EndAsync(process, exit);
                }

                _log.Trim();
            }

            if (!exit.IsCompleted)
            {
                await KillAsync(process, exit);
                return await replacement.Task;
            }

            var code = await exit;
            process.KillIfLeftAlone(string.Join('\0', _launch.Arguments));
            _launch.Died?.Invoke();
            return code > 128 ? $"signal {code - 128}" : $"exit code {code}";
        }
        finally
        {
            _process = null;
            _replacement = null;
        }
    }

    // Whoever asks later what it hung at finds it in the log.
    private async Task KillAsync(GuardedProcess process, Task<int> exit)
    {
        process.PrintThreads();
        await EndsWithinAsync(exit, PrintTime, _stopping.Token);
        process.Kill();
        await exit;
        _launch.Died?.Invoke();
    }

    private async Task<string> EndAsync(GuardedProcess process, Task<int> exit)
    {
        process.Terminate();
        var timeout = _options.StopTimeout + _launch.FurtherStopTime;
        if (await EndsWithinAsync(exit, timeout, CancellationToken.None))
        {
            _launch.Stopped?.Invoke();
        }
        else
        {
            _logger.ProcessSlowToStop(Name, process.Id, timeout);
            process.Kill();
            await exit;
            _launch.Died?.Invoke();
        }

        _logger.ProcessStopped(Name, process.Id);
        return "stopped";
    }

    /// <summary>Whether a task ends in time; false too when the token is cancelled.</summary>
    private async Task<bool> EndsWithinAsync(Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(timeout, _timeProvider, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void EmptyScratch()
    {
        if (_launch.ScratchFolder is { } scratch)
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }

            Directory.CreateDirectory(scratch);
        }
    }
}
