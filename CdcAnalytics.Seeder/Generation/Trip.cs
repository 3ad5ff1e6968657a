namespace CdcAnalytics.Seeder.Generation;

/// <summary>A made-up trip: a row of <c>yellow_taxi</c> without its id.</summary>
public sealed record Trip
{
    /// <summary>Who recorded it: 1 or 2.</summary>
    public required int VendorId { get; init; }

    /// <summary>New York wall clock, in whole seconds.</summary>
    public required DateTime Pickup { get; init; }

    /// <summary>New York wall clock, in whole seconds.</summary>
    public required DateTime Dropoff { get; init; }

    /// <summary>Null in the block without details.</summary>
    public required int? PassengerCount { get; init; }

    /// <summary>Miles.</summary>
    public required double Distance { get; init; }

    /// <summary>1 standard, 2 JFK; null in the block without details.</summary>
    public required int? RateCodeId { get; init; }

    /// <summary>"Y" or "N"; null in the block without details.</summary>
    public required string? StoreAndForwardFlag { get; init; }

    /// <summary>Zone of the pickup.</summary>
    public required int PickupZoneId { get; init; }

    /// <summary>Zone of the drop-off.</summary>
    public required int DropoffZoneId { get; init; }

    /// <summary>0 without details, 1 card, 2 cash, 3 no charge, 4 dispute.</summary>
    public required int PaymentType { get; init; }

    /// <summary>Dollars by distance and time; negative in a refund.</summary>
    public required decimal Fare { get; init; }

    /// <summary>Dollars for rush hour and night.</summary>
    public required decimal Extra { get; init; }

    /// <summary>Dollars.</summary>
    public required decimal MtaTax { get; init; }

    /// <summary>Dollars; only card tips are recorded.</summary>
    public required decimal Tip { get; init; }

    /// <summary>Dollars.</summary>
    public required decimal Tolls { get; init; }

    /// <summary>Dollars.</summary>
    public required decimal ImprovementSurcharge { get; init; }

    /// <summary>Dollars; null in the block without details.</summary>
    public required decimal? CongestionSurcharge { get; init; }

    /// <summary>Dollars; null in the block without details.</summary>
    public required decimal? AirportFee { get; init; }

    /// <summary>Dollars; null before 2025-01-05, when the fee began.</summary>
    public required decimal? CbdCongestionFee { get; init; }

    /// <summary>What was paid: the sum of all amounts.</summary>
    public decimal Total => Fare + Extra + MtaTax + Tip + Tolls + ImprovementSurcharge
        + (CongestionSurcharge ?? 0) + (AirportFee ?? 0) + (CbdCongestionFee ?? 0);

    /// <summary>The trip given back: all amounts negated, everything else the same.</summary>
    public Trip Refund() => this with
    {
        Fare = -Fare,
        Extra = -Extra,
        MtaTax = -MtaTax,
        Tip = -Tip,
        Tolls = -Tolls,
        ImprovementSurcharge = -ImprovementSurcharge,
        CongestionSurcharge = -CongestionSurcharge,
        AirportFee = -AirportFee,
        CbdCongestionFee = -CbdCongestionFee,
    };
}
