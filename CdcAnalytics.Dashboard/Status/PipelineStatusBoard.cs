namespace CdcAnalytics.Dashboard.Status;

/// <summary>A status that any thread of the host may change and the dashboard reads.</summary>
public sealed class PipelineStatusBoard : IPipelineStatusSource
{
    /// <summary>More notices than this are forgotten, oldest first.</summary>
    public const int MaxNotices = 50;

    private PipelineStatus _current;

    /// <summary>Starts with a first status.</summary>
    public PipelineStatusBoard(PipelineStatus first)
    {
        ArgumentNullException.ThrowIfNull(first);
        _current = first;
    }

    /// <inheritdoc/>
    public PipelineStatus Current => Volatile.Read(ref _current);

    /// <summary>
    /// Replaces the status by what <paramref name="change"/> makes of it; it may be called more than once.
    /// </summary>
    public void Update(Func<PipelineStatus, PipelineStatus> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        PipelineStatus seen;
        PipelineStatus next;
        do
        {
            seen = Volatile.Read(ref _current);
            next = change(seen);
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _current, next, seen), seen));
    }

    /// <summary>Adds a notice in front of the others.</summary>
    public void Notice(PipelineNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Update(status =>
        {
            var notices = status.Notices.Insert(0, notice);
            return status with
            {
                Notices = notices.Length > MaxNotices ? notices[..MaxNotices] : notices,
            };
        });
    }
}
