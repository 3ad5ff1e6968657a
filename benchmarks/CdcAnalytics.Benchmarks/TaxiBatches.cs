using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Benchmarks;

/// <summary>Trips made from a fixed seed, as inserts: 4,000 an hour, up to 70 minutes out of order.</summary>
internal static class TaxiBatches
{
    private const int TripsPerHour = 4_000;
    private const long Start = 1_704_067_200_000_000;
    private const long MicrosecondsPerTrip = 3_600_000_000 / TripsPerHour;

    /// <summary>The zones.</summary>
    public static ChangeBatch Zones()
    {
        var batch = new ChangeBatch(TaxiPlans.Sources);
        batch.BeginTransaction(new Lsn(1), Start);
        var rows = batch.RowsOf(TaxiPlans.Zones);
        for (var zone = 1; zone <= 265; zone++)
        {
            var row = rows.AddRow();
            rows.SetWord(row, 0, zone);
            rows.SetText(row, 1, $"Zone {zone}");
            rows.SetText(row, 2, $"Borough {zone % 7}");
            batch.Add(new ChangeEvent(TaxiPlans.Zones, ChangeOperation.Insert, row));
        }

        batch.End = new SourcePosition(new Lsn(2), SourceState: null);
        return batch;
    }

    /// <summary>Trips from the given one on.</summary>
    public static ChangeBatch Trips(int first, int count)
    {
        var batch = new ChangeBatch(TaxiPlans.Sources);
        var random = new Random(first + 1);
        var rows = batch.RowsOf(TaxiPlans.Trips);
        batch.BeginTransaction(new Lsn((ulong)first + 10), Start + (first * MicrosecondsPerTrip));
        for (var trip = first; trip < first + count; trip++)
        {
            var row = rows.AddRow();
            var pickup = Start + (trip * MicrosecondsPerTrip) - (random.NextInt64(0, 4_200) * 1_000_000);
            rows.SetWord(row, TaxiPlans.Id, trip);
            rows.SetWord(row, TaxiPlans.Pickup, pickup);
            rows.SetWord(row, TaxiPlans.Dropoff, pickup + (random.NextInt64(-1, 3_000) * 1_000_000));
            rows.SetWord(row, TaxiPlans.PickupZone, SkewedZone(random));
            rows.SetWord(row, TaxiPlans.DropoffZone, SkewedZone(random));
            rows.SetWord(row, TaxiPlans.Payment, random.Next(0, 5));
            rows.SetDecimal(row, TaxiPlans.Distance, random.Next(0, 3_000));
            rows.SetDecimal(row, TaxiPlans.Fare, random.Next(300, 8_000));
            rows.SetDecimal(row, TaxiPlans.Tip, random.Next(0, 2_000));
            rows.SetDecimal(row, TaxiPlans.Total, random.Next(300, 10_000));
            batch.Add(new ChangeEvent(TaxiPlans.Trips, ChangeOperation.Insert, row));
        }

        batch.End = new SourcePosition(new Lsn((ulong)(first + count) + 10), SourceState: null);
        return batch;
    }

    /// <summary>A few zones have most of the trips.</summary>
    private static int SkewedZone(Random random) =>
        1 + (int)(264 * random.NextDouble() * random.NextDouble() * random.NextDouble());
}
