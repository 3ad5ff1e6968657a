using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Postgres;

/// <summary>How far the results are durable, as last acknowledged; one writer, any number of waiters.</summary>
internal sealed class AcknowledgedPosition(Lsn? start)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lsn? _value = start;

    /// <summary>The last acknowledged position; null before the first.</summary>
    public Lsn? Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }
    }

    /// <summary>Moves it forward; it never goes back.</summary>
    public void Advance(Lsn position)
    {
        lock (_lock)
        {
            if (_value is { } value && value >= position)
            {
                return;
            }

            _value = position;
            _moved.SetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until the position is acknowledged.</summary>
    /// <returns>False when the time was up before.</returns>
    public async Task<bool> WaitAsync(
        Lsn position, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var deadline = timeProvider.GetUtcNow() + timeout;
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_value is { } value && value >= position)
                {
                    return true;
                }

                moved = _moved.Task;
            }

            var left = deadline - timeProvider.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await moved.WaitAsync(left, timeProvider, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }
}
