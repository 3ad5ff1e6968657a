using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CdcAnalytics.Dashboard.Status;

/// <summary>What the pipeline is doing at one moment; null means unknown, never zero.</summary>
public sealed record PipelineStatus
{
    /// <summary>The topology that fills the tables, or null while it is being chosen.</summary>
    public TopologyChoice? Topology { get; init; }

    /// <summary>What is going on as a whole.</summary>
    public required PipelinePhase Phase { get; init; }

    /// <summary>The same in one human sentence, such as "Reading yellow_taxi: 1.2 of 2.9 million rows."</summary>
    public required string Activity { get; init; }

    /// <summary>How much of the phase is done, 0 to 1, or null when that cannot be told.</summary>
    public double? FractionDone { get; init; }

    /// <summary>Change events captured per second, over the last few seconds.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>Change events captured since this pipeline's first start.</summary>
    public long? CapturedEvents { get; init; }

    /// <summary>From the source transaction's commit to its result being visible; the newest commit's.</summary>
    [JsonPropertyName("endToEndLagSeconds")]
    public TimeSpan? EndToEndLag { get; init; }

    /// <summary>WAL the server keeps because of our slot.</summary>
    public long? RetainedWalBytes { get; init; }

    /// <summary>Number of the last committed epoch.</summary>
    public long? EpochNumber { get; init; }

    /// <summary>Epochs committed per second.</summary>
    public double? CommitsPerSecond { get; init; }

    /// <summary>Memory the process holds.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Each captured table, in the order to show them.</summary>
    public ImmutableArray<SourceTableStatus> Tables { get; init; } = [];

    /// <summary>Recent notices, newest first.</summary>
    public ImmutableArray<PipelineNotice> Notices { get; init; } = [];
}
