namespace CdcAnalytics.AppHost.Resources.Restarts;

/// <summary>How often a service was started again lately, and how long the next time waits.</summary>
public sealed class RestartHistory
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    // One that has run for so long is taken for mended.
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(2);

    private DateTimeOffset? _last;

    private TimeSpan _pause = _firstPause;

    /// <summary>The pause before this restart: 1 s, doubled up to 30 s; 1 s again after two quiet minutes.</summary>
    /// <param name="now">When the service died.</param>
    public TimeSpan NextPause(DateTimeOffset now)
    {
        if (_last is { } last && now - last < _quiet)
        {
            _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, _longestPause.Ticks));
        }
        else
        {
            _pause = _firstPause;
        }

        _last = now;
        return _pause;
    }
}
