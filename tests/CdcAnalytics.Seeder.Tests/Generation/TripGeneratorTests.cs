using CdcAnalytics.Seeder.Generation;

namespace CdcAnalytics.Seeder.Tests.Generation;

public sealed class TripGeneratorTests
{
    private const int Count = 100_000;
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public void A_trip_depends_on_options_and_number_alone()
    {
        var forward = new TripGenerator(new());
        var backward = new TripGenerator(new());
        var expected = Enumerable.Range(0, 1_000).Select(number => forward.Create(number)).ToList();

        var actual = Enumerable.Range(0, 1_000).Reverse().Select(number => backward.Create(number)).Reverse().ToList();

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Another_seed_gives_other_trips() =>
        Assert.NotEqual(new TripGenerator(new()).Create(5), new TripGenerator(new() { Seed = 2 }).Create(5));

    [Fact]
    public void Shares_of_odd_trips_are_those_of_the_real_data()
    {
        var trips = Trips();

        Assert.InRange(Share(trips, trip => trip.Fare < 0), 0.011, 0.016);
        Assert.InRange(Share(trips, trip => trip.Distance == 0), 0.018, 0.028);
        Assert.InRange(Share(trips, trip => trip.PaymentType == 0), 0.046, 0.048);
        Assert.InRange(Share(trips, trip => trip.Dropoff < trip.Pickup), 0.000_001, 0.000_2);
        Assert.InRange(Share(trips, trip => trip.Pickup.Year is < 2023 or > 2024), 0.000_001, 0.000_1);
        Assert.InRange(Share(trips, trip => trip.PickupZoneId == 236), 0.045, 0.058);
    }

    [Fact]
    public void Details_are_missing_exactly_in_the_block_of_payment_type_0()
    {
        Assert.All(Trips().Where(trip => trip.PaymentType == 0), trip => Assert.Equal(
            (null, null, null, null, null),
            (trip.PassengerCount, trip.RateCodeId, trip.StoreAndForwardFlag, trip.CongestionSurcharge,
                trip.AirportFee)));
        Assert.DoesNotContain(Trips(), trip => trip.PaymentType != 0 && trip.PassengerCount is null);
    }

    [Fact]
    public void A_refund_follows_the_trip_it_gives_back()
    {
        var trips = Trips();
        var refunds = Enumerable.Range(1, trips.Count - 1).Where(number => trips[number].Fare < 0).ToList();
        var twins = refunds.Count(number => trips[number] == trips[number - 1].Refund());

        // A few have no twin, so that the query that hunts them finds some.
        Assert.InRange(twins, refunds.Count * 95 / 100, refunds.Count - 1);
    }

    [Fact]
    public void Disorder_is_that_of_the_real_data()
    {
        var behind = new List<double>();
        var newest = DateTime.MinValue;
        foreach (var trip in Trips().Where(trip => trip.PaymentType != 0 && trip.Pickup.Year is 2023 or 2024))
        {
            newest = trip.Pickup > newest ? trip.Pickup : newest;
            behind.Add((newest - trip.Pickup).TotalMinutes);
        }

        behind.Sort();
        Assert.InRange(behind[behind.Count / 2], 30, 36);
        Assert.InRange(behind[behind.Count * 99 / 100], 62, 67);
        Assert.InRange(behind[behind.Count * 999 / 1_000], 70, 80);
    }

    [Fact]
    public void The_block_without_details_starts_again_at_the_periods_first_hour()
    {
        var generator = new TripGenerator(new() { PeriodTrips = Count });
        var first = Enumerable.Range(0, Count).Select(number => generator.Create(number))
            .First(trip => trip.PaymentType == 0);

        Assert.InRange(first.Pickup, Start.AddHours(-1), Start.AddHours(2));
        Assert.InRange(generator.NewestHour(Count - 1), Start.AddHours(20), Start.AddHours(30));
    }

    [Fact]
    public void A_day_has_twenty_four_hours_whatever_the_rate()
    {
        foreach (var tripsPerHour in new[] { 1, 7, 100, 3_985, 4_000, 99_999 })
        {
            var generator = new TripGenerator(
                new() { TripsPerHour = tripsPerHour, PeriodTrips = Math.Max(100, 24L * tripsPerHour) });
            var day = Math.Max(100, 24L * tripsPerHour);
            if (day == 24L * tripsPerHour)
            {
                Assert.Equal(Start.AddHours(23), generator.NewestHour(day - 1));
                Assert.Equal(Start.AddHours(24), generator.NewestHour(day));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    public void Trips_an_hour_out_of_range_are_refused(int tripsPerHour) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TripGenerator(new() { TripsPerHour = tripsPerHour }));

    private static List<Trip> Trips()
    {
        var generator = new TripGenerator(new() { PeriodTrips = Count });
        return [.. Enumerable.Range(0, Count).Select(number => generator.Create(number))];
    }

    private static double Share(List<Trip> trips, Func<Trip, bool> isOdd) => trips.Count(isOdd) / (double)trips.Count;
}
