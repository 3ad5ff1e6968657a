namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>A refund without the trip it gives back, judged when its hour was closed.</summary>
public sealed record UnmatchedRefund
{
    /// <summary>Pickup, New York wall clock.</summary>
    public required DateTime Pickup { get; init; }

    /// <summary>Drop-off, New York wall clock.</summary>
    public required DateTime Dropoff { get; init; }

    /// <summary>Pickup zone's id.</summary>
    public required int FromZoneId { get; init; }

    /// <summary>Pickup zone's name.</summary>
    public string? FromZone { get; init; }

    /// <summary>Drop-off zone's id.</summary>
    public required int ToZoneId { get; init; }

    /// <summary>Drop-off zone's name.</summary>
    public string? ToZone { get; init; }

    /// <summary>The fare given back, dollars, positive.</summary>
    public required decimal Fare { get; init; }

    /// <summary>Refunds of that fare.</summary>
    public required long Refunds { get; init; }

    /// <summary>Trips that were charged it.</summary>
    public required long Trips { get; init; }
}
