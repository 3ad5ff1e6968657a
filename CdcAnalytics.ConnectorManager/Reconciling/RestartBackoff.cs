namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>
/// When a failed connector is restarted: at once, then after pauses that double up to a minute, for as long as it
/// takes. Not thread-safe: one loop owns it.
/// </summary>
/// <param name="timeProvider">Tells the time.</param>
public sealed class RestartBackoff(TimeProvider timeProvider)
{
    /// <summary>The longest pause between two restarts.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>How long it must run before the pauses begin anew.</summary>
    public static readonly TimeSpan HealthyTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private DateTimeOffset? _nextAt;
    private DateTimeOffset? _healthySince;

    /// <summary>Restarts since it last was healthy for long enough.</summary>
    public int Restarts { get; private set; }

    /// <summary>How long until the next restart is due; null when it is due, or nothing failed.</summary>
    public TimeSpan? Pause =>
        _nextAt is { } next && next > timeProvider.GetUtcNow() ? next - timeProvider.GetUtcNow() : null;

    /// <summary>How long it has been seen running; null while it does not.</summary>
    public TimeSpan? Healthy => _healthySince is { } since ? timeProvider.GetUtcNow() - since : null;

    /// <summary>Tells that it was seen failed.</summary>
    /// <returns>Whether it is to be restarted now.</returns>
    public bool Fail()
    {
        _healthySince = null;
        var now = timeProvider.GetUtcNow();
        if (_nextAt is { } next && next > now)
        {
            return false;
        }

        // 1, 2, 4, ... seconds; the exponent is bounded, so that years of failing do not overflow.
        var pause = FirstPause * Math.Pow(2, Math.Min(Restarts, 16));
        _nextAt = now + (pause < LongestPause ? pause : LongestPause);
        Restarts++;
        return true;
    }

    /// <summary>Tells that it was seen running.</summary>
    public void Run()
    {
        _healthySince ??= timeProvider.GetUtcNow();
        if (Healthy >= HealthyTime)
        {
            Reset();
        }
    }

    /// <summary>Tells that it is neither failed nor running: starting, or waiting to be assigned.</summary>
    public void Wait() => _healthySince = null;

    /// <summary>Begins anew: its configuration was changed, which may have mended it.</summary>
    public void Reset()
    {
        Restarts = 0;
        _nextAt = null;
    }
}
