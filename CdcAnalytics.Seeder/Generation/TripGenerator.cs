namespace CdcAnalytics.Seeder.Generation;

/// <summary>
/// Makes up trips that look like the TLC's, with its odd ones: each is a function of the options and its number alone,
/// so a stream goes on anywhere. Not for several threads.
/// </summary>
/// <remarks>
/// Trips come batched by pickup hour and nearly random inside: behind the newest pickup so far the median is about half
/// an hour, one in a hundred more than an hour. At a period's end comes the block without details, from its first hour.
/// </remarks>
public sealed class TripGenerator
{
    /// <summary>A refund follows its trip, so an odd number may give back the even one before it.</summary>
    private const double RefundShareOfEven = 2 * 0.013;

    private static readonly DateTime CbdFeeStart = new(2025, 1, 5, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly TripGeneratorOptions _options;
    private readonly TripCalendar _calendar;
    private readonly ZonePopularity _zones = new();

    /// <summary>Makes the tables that trips are drawn from.</summary>
    public TripGenerator(TripGeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TripsPerHour, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TripsPerHour, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PeriodTrips ?? 100, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.PeriodTrips ?? 100, 1_000_000_000);
        _options = options;
        _calendar = new(options);
    }

    /// <summary>
    /// The latest hour in whose batch this trip or one before it arrives; pickups lie in or near their hour.
    /// </summary>
    public DateTime NewestHour(long number) => _calendar.NewestHour(number);

    /// <summary>The trip of a number from 0.</summary>
    public Trip Create(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (number % 2 == 1 && IsRefunded(number - 1))
        {
            return CreateOrdinary(number - 1).Refund();
        }

        var trip = CreateOrdinary(number);
        // Few, so that the query that hunts refunds without a trip finds some.
        return new TripRandom(~_options.Seed, number).NextDouble() is > 0.9998 ? trip.Refund() : trip;
    }

    private bool IsRefunded(long number) => new TripRandom(~_options.Seed, number).Happens(RefundShareOfEven);

    private Trip CreateOrdinary(long number)
    {
        var random = new TripRandom(_options.Seed, number);
        var (hour, isInBlock) = _calendar.Place(number);
        var pickup = hour.AddSeconds(NextSecondOfHour(ref random));
        var distanceDeviation = random.NextNormal();
        var miles = Math.Round(Math.Exp(0.69 + 0.92 * Math.Clamp(distanceDeviation, -3, 2.7)), 2);
        var pickupZone = _zones.Next(ref random);
        var dropoffZone = _zones.NextDropoff(ref random, pickupZone, miles);
        // Long trips take long, but not only: p5, p50, p95 are 208, 738 and 2,239 seconds.
        var seconds = Math.Exp(6.604 + 0.675 * (0.8 * distanceDeviation + 0.6 * random.NextNormal()));
        var paymentType = isInBlock ? 0 : NextPaymentType(ref random);
        var isAirport = pickupZone.ServiceZone == "Airports";
        var isJfkFlat = miles > 15 && (pickupZone.LocationId == 132 || dropoffZone.LocationId == 132);
        var fare = isJfkFlat ? 70m : Math.Round((decimal)(6.5 + 3.67 * miles) * 10, MidpointRounding.AwayFromZero) / 10;
        var trip = new Trip
        {
            VendorId = random.Happens(0.76) ? 2 : 1,
            Pickup = pickup,
            Dropoff = pickup.AddSeconds(Math.Clamp(Math.Round(seconds), 5, 14_400)),
            PassengerCount = isInBlock ? null : NextPassengerCount(ref random),
            Distance = miles,
            RateCodeId = isInBlock ? null : isJfkFlat ? 2 : 1,
            StoreAndForwardFlag = isInBlock ? null : random.Happens(0.004) ? "Y" : "N",
            PickupZoneId = pickupZone.LocationId,
            DropoffZoneId = dropoffZone.LocationId,
            PaymentType = paymentType,
            Fare = fare,
            Extra = pickup.Hour is >= 16 and < 20 ? 2.5m : pickup.Hour is >= 20 or < 6 ? 1m : 0m,
            MtaTax = 0.5m,
            Tip = paymentType == 1 ? NextTip(ref random, fare) : 0m,
            Tolls = miles > 8 && random.Happens(0.4) ? 6.94m : 0m,
            ImprovementSurcharge = 1m,
            CongestionSurcharge = isInBlock ? null : pickupZone.Borough == "Manhattan" ? 2.5m : 0m,
            AirportFee = isInBlock ? null : isAirport ? 1.75m : 0m,
            CbdCongestionFee = pickup < CbdFeeStart ? null : pickupZone.ServiceZone == "Yellow Zone" ? 0.75m : 0m,
        };
        return MakeOdd(trip, ref random);
    }

    /// <summary>Seconds from the hour's start: evenly inside it, a few ahead of the batch, a few behind it.</summary>
    private static int NextSecondOfHour(ref TripRandom random)
    {
        var kind = random.NextDouble();
        return kind switch
        {
            < 0.010 => 3600 + random.NextBelow(210),
            < 0.022 => -random.NextBelow(900),
            _ => random.NextBelow(3600),
        };
    }

    /// <summary>The few trips that cannot have happened as recorded.</summary>
    private static Trip MakeOdd(Trip trip, ref TripRandom random)
    {
        var kind = random.NextDouble();
        return kind switch
        {
            < 0.02 => trip with { Distance = 0 },
            < 0.02002 => trip with { Dropoff = trip.Pickup.AddSeconds(-random.NextBelow(3600) - 1) },
            < 0.02003 => trip with { Distance = Math.Round(1_000 + random.NextDouble() * 275_000, 2) },
            < 0.020035 => trip with { Fare = 1_000 + random.NextBelow(862_000) },
            < 0.02004 => InFarYear(trip, 2002 + random.NextBelow(8)),
            < 0.020042 => InFarYear(trip, 2098),
            _ => trip,
        };
    }

    private static Trip InFarYear(Trip trip, int year)
    {
        var shift = trip.Dropoff - trip.Pickup;
        var pickup = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).Add(trip.Pickup.TimeOfDay);
        return trip with { Pickup = pickup, Dropoff = pickup + shift };
    }

    private static int NextPaymentType(ref TripRandom random) => random.NextDouble() switch
    {
        < 0.845 => 1,
        < 0.964 => 2,
        < 0.972 => 3,
        _ => 4,
    };

    private static int NextPassengerCount(ref TripRandom random) => random.NextDouble() switch
    {
        < 0.76 => 1,
        < 0.90 => 2,
        < 0.935 => 3,
        < 0.955 => 4,
        < 0.97 => 5,
        < 0.988 => 6,
        _ => 0,
    };

    private static decimal NextTip(ref TripRandom random, decimal fare)
    {
        if (random.Happens(0.06))
        {
            return 0m;
        }

        var share = 0.27 * Math.Exp(0.25 * random.NextNormal());
        return Math.Round(fare * (decimal)share, 2, MidpointRounding.AwayFromZero);
    }
}
