namespace CdcAnalytics.Seeder.Traffic;

/// <summary>Runs a resumable work until cancelled, and not while it is paused. Safe from any thread.</summary>
internal sealed class PauseSwitch
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _resumed;
    private CancellationTokenSource? _running;

    /// <summary>Whether it is paused.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _resumed is not null;
            }
        }
    }

    /// <summary>Cancels the work until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            _resumed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _running?.Cancel();
        }
    }

    /// <summary>Lets the work begin again.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _resumed?.SetResult();
            _resumed = null;
        }
    }

    /// <summary>
    /// Runs the work, again after each pause, until it ends by itself, fails, or is cancelled from outside.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitUntilResumedAsync(cancellationToken);
            using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (!TryEnter(running))
            {
                continue; // Paused again in between.
            }

            try
            {
                await work(running.Token);
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Paused: the work is resumable, and begins again where it stopped.
            }
            finally
            {
                lock (_gate)
                {
                    _running = null;
                }
            }
        }
    }

    private Task WaitUntilResumedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _resumed?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }

    private bool TryEnter(CancellationTokenSource running)
    {
        lock (_gate)
        {
            _running = _resumed is null ? running : null;
            return _running is not null;
        }
    }
}
