namespace CdcAnalytics.Postgres;

/// <summary>
/// How long to wait before each new attempt: doubling from a tenth of a second to ten seconds, each somewhere between
/// half and all of that, until the time is up.
/// </summary>
internal sealed class RetrySchedule(TimeProvider timeProvider, TimeSpan limit, Random random)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _firstFailure;

    /// <summary>Failures since the last success.</summary>
    public int Attempt { get; private set; }

    /// <summary>Forgets the failures.</summary>
    public void Reset()
    {
        Attempt = 0;
        _firstFailure = null;
    }

    /// <summary>The next wait; null when the time is up.</summary>
    public TimeSpan? Next()
    {
        var now = timeProvider.GetUtcNow();
        _firstFailure ??= now;
        var left = _firstFailure.Value + limit - now;
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        Attempt++;
        var longest = Math.Min(LongestDelay.Ticks, FirstDelay.Ticks * Math.Pow(2, Math.Min(Attempt - 1, 20)));
        var delay = TimeSpan.FromTicks((long)(longest * (0.5 + (random.NextDouble() / 2))));
        return delay < left ? delay : left;
    }
}
