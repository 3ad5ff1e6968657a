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

    /// <summary>How the processes are watched, started again and stopped.</summary>
    public SupervisionOptions Supervision { get; init; } = new();

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
        Supervision.Validate();
    }
}
