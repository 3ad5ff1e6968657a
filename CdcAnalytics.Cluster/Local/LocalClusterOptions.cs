using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Local;

/// <summary>How the engines run as processes of this machine.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>
    /// Folder that holds everything: <c>kafka/1</c> and so on, <c>flink</c>, <c>logs</c>, the ports. Made when it is
    /// missing; one cluster at a time may use it.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the jars and Java are.</summary>
    public required EngineHomes Homes { get; init; }

    /// <summary>The engines' settings; the same ones that containers get.</summary>
    public ClusterSettings Settings { get; init; } = new();

    /// <summary>How much the JVMs optimise; default <see cref="JitMode.Full"/>.</summary>
    public JitMode Jit { get; init; } = JitMode.Full;

    /// <summary>
    /// Folder of class-data archives, by which a JVM starts with its classes ready, or null for none. An archive is
    /// made when a process ends that had none, which takes seconds, and is used by every later start with the same jars
    /// and the same Java. Default: a folder of this user's cache.
    /// </summary>
    public string? ClassArchiveFolder { get; init; } = DefaultClassArchiveFolder;

    /// <summary>
    /// Further environment of the Connect worker, such as <c>CDC_DATABASE_PASSWORD</c>; never written to a file or log.
    /// </summary>
    public IReadOnlyDictionary<string, string> ConnectEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long everything may take to become healthy. 10 s to 30 min; default 3 min.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(3);

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
    /// Size in MiB past which a process's log moves aside; one older file is kept. 1 to 1,024; default 16.
    /// </summary>
    public int MaxLogMegabytes { get; init; } = 16;

    /// <summary><c>cdc-analytics/jvm</c> in <c>XDG_CACHE_HOME</c> or in <c>~/.cache</c>.</summary>
    public static string DefaultClassArchiveFolder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            return Path.Combine(
                cache is { Length: > 0 }
                    ? cache
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "cdc-analytics",
                "jvm");
        }
    }

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate()
    {
        Settings.Validate();
        if (string.IsNullOrWhiteSpace(DataFolder) || DataFolder.Contains('\n', StringComparison.Ordinal))
        {
            throw new ClusterSettingException($"{nameof(DataFolder)} must be the path of a folder.");
        }

        if (Settings.Flink.TaskManagerCount != 1)
        {
            throw new ClusterSettingException(
                $"{nameof(FlinkSettings.TaskManagerCount)} is {Settings.Flink.TaskManagerCount}; local processes have "
                + $"one TaskManager. Raise {nameof(FlinkSettings.SlotsPerTaskManager)} instead.");
        }

        SettingRange.Require(StartTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(30));
        SettingRange.Require(StopTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        SettingRange.Require(RestartBackoffLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        SettingRange.Require(MaxShortLives, 1, 1_000);
        SettingRange.Require(MaxLogMegabytes, 1, 1_024);
    }
}
