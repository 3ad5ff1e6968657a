using CdcAnalytics.Measuring.Latency;
using CdcAnalytics.Topologies.Phases;
using CdcAnalytics.Topologies.Processes;

namespace CdcAnalytics.Topologies.Reporting;

/// <summary>Everything that was measured of one topology, in the order in which it was.</summary>
internal sealed record TopologyResult
{
    /// <summary>Which.</summary>
    public required TopologyName Topology { get; init; }

    /// <summary>The server's major version.</summary>
    public required int PostgresMajorVersion { get; init; }

    /// <summary>
    /// Class archives of JVMs that earlier runs left in this user's cache, by which JVMs start sooner; null without
    /// JVMs.
    /// </summary>
    public required int? ClassArchiveCount { get; init; }

    /// <summary>From nothing to exact results.</summary>
    public required StartUpFigures StartUp { get; init; }

    /// <summary>Memory right after that.</summary>
    public required MemoryFigures MemoryAfterStartUp { get; init; }

    /// <summary>Trips as fast as they came.</summary>
    public required BulkFigures Bulk { get; init; }

    /// <summary>Null when it was not measured.</summary>
    public required LatencyFigures? Latency { get; init; }

    /// <summary>Memory at the end.</summary>
    public required MemoryFigures MemoryAtEnd { get; init; }

    /// <summary>Processes that were not the same ones at the end as after the start.</summary>
    public required IReadOnlyList<string> Restarted { get; init; }

    /// <summary>Logs in which an out-of-memory error stands.</summary>
    public required IReadOnlyList<string> OutOfMemoryLogs { get; init; }
}
