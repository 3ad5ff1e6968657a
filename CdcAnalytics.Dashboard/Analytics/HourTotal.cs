namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>
/// One event hour over all pickup zones: the live result, and the final one where its windows are closed.
/// </summary>
public sealed record HourTotal
{
    /// <summary>Start of the hour, New York wall clock.</summary>
    public required DateTime Hour { get; init; }

    /// <summary>Trips that stand in the source now.</summary>
    public required long Trips { get; init; }

    /// <summary>Their total amounts, dollars.</summary>
    public required decimal Revenue { get; init; }

    /// <summary>Whether the watermark has closed the hour: its final result will not change any more.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>Zones with a final result (ten trips or more), or null while there is none.</summary>
    public long? FinalZones { get; init; }

    /// <summary>Trips of those zones when the window closed.</summary>
    public long? FinalTrips { get; init; }

    /// <summary>Their total amounts when the window closed, dollars.</summary>
    public decimal? FinalRevenue { get; init; }

    /// <summary>
    /// By how many trips the live result of those zones has moved since: what came late or was deleted.
    /// </summary>
    public long? TripsCorrectedSinceFinal { get; init; }
}
