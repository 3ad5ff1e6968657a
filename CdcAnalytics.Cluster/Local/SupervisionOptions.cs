using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Local;

/// <summary>How processes are watched, started again and stopped.</summary>
public sealed record SupervisionOptions
{
    /// <summary>
    /// How long one process may take to stop before it is killed. 1 s to 5 min; default 20 s; all engines outlive a
    /// kill without loss.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest pause before a process that ended is started again. 100 ms to 5 min; default 5 s.</summary>
    public TimeSpan RestartBackoffLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Starts in a row, each of which lived less than a minute, after which a process is given up. 1 to 1,000; default
    /// 20.
    /// </summary>
    public int MaxShortLives { get; init; } = 20;

    /// <summary>
    /// How long Connect or the SQL gateway may run without being healthy, while what it needs is healthy, before it is
    /// killed and started again; twice as long after each time in vain, at most 16 times. 10 s to 1 h; default 60 s.
    /// </summary>
    public TimeSpan UnhealthyLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Size in MiB past which a process's log moves aside; one older file is kept. 1 to 1,024; default 16.
    /// </summary>
    public int MaxLogMegabytes { get; init; } = 16;

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate()
    {
        SettingRange.Require(StopTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        SettingRange.Require(RestartBackoffLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        SettingRange.Require(MaxShortLives, 1, 1_000);
        SettingRange.Require(UnhealthyLimit, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        SettingRange.Require(MaxLogMegabytes, 1, 1_024);
    }
}
