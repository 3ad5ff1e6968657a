using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>What is captured, and over how many partitions and slots it is spread; section <c>Pipeline</c>.</summary>
internal sealed class PipelineSettings
{
    /// <summary>The pipeline; its slot's and publication's names begin with it; default cdc_analytics.</summary>
    public string Name { get; init; } = "cdc_analytics";

    /// <summary>Captured tables with their schemas, comma-separated; default those of the taxi pipeline.</summary>
    public string SourceTables { get; init; } = "public.yellow_taxi,public.taxi_zones";

    /// <summary>
    /// Partitions of each source and result topic. 1 to 100; default 1: one order of all changes makes final windows
    /// the same in every run.
    /// </summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Slots the job takes. 1 to the cluster's slots; default 1. More than the partitions idle.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Name of the replication slot and of the publication.</summary>
    public string SlotName => $"{Name}_connect";

    /// <summary>The captured tables one by one.</summary>
    public IReadOnlyList<string> Tables =>
        SourceTables.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ClusterSettingException">Names the first such setting.</exception>
    public void Validate(ClusterSettings cluster)
    {
        if (Partitions is < 1 or > 100)
        {
            throw new ClusterSettingException($"Pipeline:{nameof(Partitions)} is {Partitions}; expected 1 to 100.");
        }

        var slots = cluster.Flink.TaskManagerCount * cluster.Flink.SlotsPerTaskManager;
        if (Parallelism < 1 || Parallelism > slots)
        {
            throw new ClusterSettingException(
                $"Pipeline:{nameof(Parallelism)} is {Parallelism}; expected 1 to {slots}, the cluster's slots.");
        }
    }
}
