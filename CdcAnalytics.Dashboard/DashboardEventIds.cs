namespace CdcAnalytics.Dashboard;

/// <summary>Event ids of this project's log lines; never reused.</summary>
internal static class DashboardEventIds
{
    /// <summary>The database connection was lost.</summary>
    public const int ConnectionLost = 6001;

    /// <summary>The analytics tables could not be read for a reason other than the connection.</summary>
    public const int ReadFailed = 6002;

    /// <summary>What the Flink submitter writes about its job could not be read.</summary>
    public const int StatusUnknown = 6003;
}
