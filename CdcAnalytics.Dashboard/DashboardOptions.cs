namespace CdcAnalytics.Dashboard;

/// <summary>Settings of the dashboard; the defaults suit one machine.</summary>
public sealed class DashboardOptions
{
    /// <summary>Event hours shown on the page. 1 to 168; default 48.</summary>
    public int HoursShown { get; set; } = 48;

    /// <summary>Pages that may be open at once; one more is refused with 503. 1 to 1,000; default 64.</summary>
    public int MaxLivePages { get; set; } = 64;

    /// <summary>
    /// Least time between two readings of the tables, however many commits happen. 50 ms to 10 s; default 250 ms.
    /// </summary>
    public TimeSpan MinRefreshInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the tables are read while no commit is announced. 100 ms to 1 min; default 500 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often they are read where commits are announced. 1 s to 10 min; default 5 s.</summary>
    public TimeSpan AnnouncedPollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one query may take. 1 s to 1 min; default 5 s.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait before the database is tried again. 100 ms to 1 min; default 2 s.</summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(2);
}
