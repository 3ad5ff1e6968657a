using CdcAnalytics.Measuring.Reporting;
using CdcAnalytics.Throughput.Latency;
using CdcAnalytics.Throughput.Layers;

namespace CdcAnalytics.Throughput.Reporting;

/// <summary>What the result file holds.</summary>
internal sealed record Report
{
    /// <summary>When the run ended.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The commit of the working tree, with <c>+</c> when it had changes; null outside a repository.</summary>
    public required string? Commit { get; init; }

    /// <summary>Where it ran.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Decides the rows.</summary>
    public required long Seed { get; init; }

    /// <summary>Rows of one transaction.</summary>
    public required int TransactionRows { get; init; }

    /// <summary>Rows a second at which the rows were inserted, by COPY, with all slots waiting.</summary>
    public required double SeedRowsPerSecond { get; init; }

    /// <summary>The median run of each layer.</summary>
    public required IReadOnlyList<LayerResult> Layers { get; init; }

    /// <summary>Rows a second of each layer's median run against pg_recvlogical's; empty without that layer.</summary>
    public required IReadOnlyDictionary<string, double> RatiosToRecvlogical { get; init; }

    /// <summary>All runs, in order.</summary>
    public required IReadOnlyList<LayerResult> Runs { get; init; }

    /// <summary>Null when it was not measured.</summary>
    public required LatencyResult? Latency { get; init; }
}
