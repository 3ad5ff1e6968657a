using CdcAnalytics.Dashboard.Status;

namespace CdcAnalytics.Dashboard.Tests;

/// <summary>Statuses as a host would report them.</summary>
public static class PipelineStatuses
{
    private static readonly TopologyChoice _embedded = new("embedded", "no container runtime was found");

    /// <summary>Everything is known and well.</summary>
    public static PipelineStatus Tailing { get; } = new()
    {
        Topology = _embedded,
        Phase = PipelinePhase.Tailing,
        Activity = "Following yellow_taxi and taxi_zones commit by commit.",
        EventsPerSecond = 842,
        CapturedEvents = 186_240,
        EndToEndLag = TimeSpan.FromMilliseconds(23),
        RetainedWalBytes = 1_482_000,
        EpochNumber = 5_218,
        CommitsPerSecond = 12.5,
        MemoryBytes = 96_400_000,
        Tables =
        [
            new SourceTableStatus
            {
                TableName = "yellow_taxi",
                Watermark = new DateTime(2024, 1, 16, 20, 12, 0, DateTimeKind.Unspecified),
                WatermarkLag = TimeSpan.FromHours(1),
                Ledger = new TableLedger(185_975, 183_600, 2_114, 260, 0, 1),
            },
            new SourceTableStatus { TableName = "taxi_zones", Ledger = new TableLedger(265, 265, 0, 0, 0, 0) },
        ],
        Notices =
        [
            new PipelineNotice(
                new DateTimeOffset(2026, 1, 5, 9, 30, 12, TimeSpan.Zero),
                NoticeSeverity.Information,
                "The snapshot is complete: 185,710 rows in 1.9 s."),
        ],
    };

    /// <summary>The rows that were there before are being read.</summary>
    public static PipelineStatus Snapshot { get; } = new()
    {
        Topology = _embedded,
        Phase = PipelinePhase.Snapshot,
        Activity = "Reading yellow_taxi: 1.2 of 2.9 million rows.",
        FractionDone = 0.41,
    };
}
