namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>One of the ten busiest pickup zones of an hour.</summary>
public sealed record BusyZone
{
    /// <summary>1 is the busiest.</summary>
    public required long Place { get; init; }

    /// <summary>Its place in the hour before, or null when it was not among the ten.</summary>
    public long? PlaceBefore { get; init; }

    /// <summary>The zone's id; its key, because names repeat.</summary>
    public required int ZoneId { get; init; }

    /// <summary>The zone's name, or null when the zone table does not hold it.</summary>
    public string? Zone { get; init; }

    /// <summary>The zone's borough.</summary>
    public string? Borough { get; init; }

    /// <summary>Trips picked up there in the hour.</summary>
    public required long Trips { get; init; }

    /// <summary>Trips in the final result, or null while its window is open or too quiet.</summary>
    public long? FinalTrips { get; init; }

    /// <summary>Total amounts, dollars.</summary>
    public decimal? Revenue { get; init; }

    /// <summary>Mean fare, dollars.</summary>
    public decimal? AverageFare { get; init; }

    /// <summary>Mean speed, miles per hour.</summary>
    public decimal? AverageSpeed { get; init; }

    /// <summary>Tips as a share of fares, 0.2 is 20 %.</summary>
    public decimal? TipRate { get; init; }
}
