using CdcAnalytics.Measuring.Reporting;

namespace CdcAnalytics.Topologies.Reporting;

/// <summary>What the result file holds.</summary>
internal sealed record Report
{
    /// <summary>When the run ended.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The commit of the working tree, with <c>+</c> when it had changes; null outside a repository.</summary>
    public required string? Commit { get; init; }

    /// <summary>Where it ran.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Decides the trips.</summary>
    public required long Seed { get; init; }

    /// <summary>Trips of the start.</summary>
    public required long StartTrips { get; init; }

    /// <summary>Trips of the bulk.</summary>
    public required long Trips { get; init; }

    /// <summary>Rows of one transaction of the bulk.</summary>
    public required int TransactionRows { get; init; }

    /// <summary>How much the JVMs optimised.</summary>
    public required string Jit { get; init; }

    /// <summary>Each topology, in the order in which they were measured.</summary>
    public required IReadOnlyList<TopologyResult> Topologies { get; init; }
}
