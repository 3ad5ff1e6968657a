namespace CdcAnalytics.Cluster.Settings;

/// <summary>
/// Flink's JobManager, TaskManagers and SQL gateway. One definition for local processes and containers; see
/// https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/deployment/config/ for what each setting does.
/// </summary>
public sealed record FlinkSettings
{
    /// <summary>Memory of the JobManager.</summary>
    public FlinkJobManagerMemory JobManager { get; init; } = new();

    /// <summary>Memory of each TaskManager.</summary>
    public FlinkTaskManagerMemory TaskManager { get; init; } = new();

    /// <summary>Heap of the SQL gateway in MiB, where statements are planned. 192 to 65,536; default 384.</summary>
    public int GatewayHeapMegabytes { get; init; } = 384;

    /// <summary>TaskManagers. 1 to 100; default 1. Local processes are always one.</summary>
    public int TaskManagerCount { get; init; } = 1;

    /// <summary>
    /// Slots of each TaskManager: the sum of the running jobs' parallelisms must fit. 1 to 64; default 4.
    /// </summary>
    public int SlotsPerTaskManager { get; init; } = 4;

    /// <summary>
    /// Between checkpoints, where the job says nothing else. 100 ms to 10 min; default 10 s: so much is computed again
    /// after a death. The pipelines' job says its own, since its results are seen with a checkpoint.
    /// </summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Checkpoints kept. 1 to 1,000; default 3: the newest is resumed from, and whoever looks for it only now and then
    /// must not find it deleted.
    /// </summary>
    public int RetainedCheckpoints { get; init; } = 3;

    /// <summary>How long a checkpoint may take before it is given up. 10 s to 1 h; default 5 min.</summary>
    public TimeSpan CheckpointTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Between heartbeats. At most half of the time-out; default 1 s: two refused ones in a row are a death, so a
    /// killed process is known in two to three seconds.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Silence of a process that still accepts connections before it counts as dead. 3 s to 5 min; default 10 s, above
    /// the longest collection of a small heap; Flink's 50 s is for heaps of tens of gigabytes.
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Pause before a failed job's first restart, doubled up to <see cref="RestartBackoffLimit"/>. 100 ms to 1 min;
    /// default 500 ms: most failures are a process that is already being started again.
    /// </summary>
    public TimeSpan RestartBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause between a job's restarts. 1 s to 10 min; default 10 s. It never gives up.</summary>
    public TimeSpan RestartBackoffLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longest pause between a TaskManager's attempts to register with a JobManager that is gone. 500 ms to 1 min;
    /// default 1 s; Flink's 30 s would keep a new JobManager without slots for so long.
    /// </summary>
    public TimeSpan RegistrationBackoffLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate()
    {
        JobManager.Validate();
        TaskManager.Validate();
        SettingRange.Require(GatewayHeapMegabytes, 192, 65_536);
        SettingRange.Require(TaskManagerCount, 1, 100);
        SettingRange.Require(SlotsPerTaskManager, 1, 64);
        var tenth = TimeSpan.FromMilliseconds(100);
        SettingRange.Require(CheckpointInterval, tenth, TimeSpan.FromMinutes(10));
        SettingRange.Require(RetainedCheckpoints, 1, 1_000);
        SettingRange.Require(CheckpointTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        SettingRange.Require(HeartbeatTimeout, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(5));
        SettingRange.RequireHeartbeat(HeartbeatInterval, HeartbeatTimeout);
        SettingRange.Require(RestartBackoff, tenth, TimeSpan.FromMinutes(1));
        SettingRange.Require(RestartBackoffLimit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        SettingRange.Require(RegistrationBackoffLimit, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));
    }
}
