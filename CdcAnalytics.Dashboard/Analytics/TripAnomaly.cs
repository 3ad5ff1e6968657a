namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>A trip that cannot have happened as recorded.</summary>
public sealed record TripAnomaly
{
    /// <summary>The trip's key in the source table.</summary>
    public required long TripId { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required string Anomaly { get; init; }

    /// <summary>Pickup, New York wall clock.</summary>
    public required DateTime Pickup { get; init; }

    /// <summary>Drop-off, New York wall clock.</summary>
    public DateTime? Dropoff { get; init; }

    /// <summary>Pickup zone's id.</summary>
    public required int FromZoneId { get; init; }

    /// <summary>Pickup zone's name.</summary>
    public string? FromZone { get; init; }

    /// <summary>Drop-off zone's id.</summary>
    public required int ToZoneId { get; init; }

    /// <summary>Drop-off zone's name.</summary>
    public string? ToZone { get; init; }

    /// <summary>Recorded distance, miles.</summary>
    public double? Miles { get; init; }

    /// <summary>Total amount, dollars.</summary>
    public required decimal TotalAmount { get; init; }
}
