namespace CdcAnalytics.Dashboard.Live;

/// <summary>Where the follower says how fresh its reading is, and the sampler reads it.</summary>
internal sealed class FreshnessBoard
{
    private DatabaseFreshness _current = new(DatabaseState.NotStarted, Problem: null, LastReadAt: null);

    /// <summary>The newest word; only the follower sets it.</summary>
    public DatabaseFreshness Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
