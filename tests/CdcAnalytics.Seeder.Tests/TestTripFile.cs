using CdcAnalytics.Seeder.Generation;
using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.Tests;

/// <summary>
/// A Parquet file of made-up trips that a test may bend: other columns, types, row groups, compression.
/// </summary>
internal sealed class TestTripFile
{
    private readonly Trip[] _trips;

    public TestTripFile(int rowCount, long seed = 1)
    {
        var generator = new TripGenerator(new() { Seed = seed, PeriodTrips = Math.Max(rowCount, 100) });
        _trips = [.. Enumerable.Range(0, rowCount).Select(number => generator.Create(number))];
        RowGroupRows = [rowCount];
        Columns =
        [
            TestColumn.Of<int>("VendorID", rowCount, row => _trips[row].VendorId),
            TestColumn.Times("tpep_pickup_datetime", rowCount, DateTimeTimeUnit.Micros, row => _trips[row].Pickup),
            TestColumn.Times("tpep_dropoff_datetime", rowCount, DateTimeTimeUnit.Micros, row => _trips[row].Dropoff),
            TestColumn.Of<long>("passenger_count", rowCount, row => _trips[row].PassengerCount),
            TestColumn.Of<double>("trip_distance", rowCount, row => _trips[row].Distance),
            TestColumn.Of<long>("RatecodeID", rowCount, row => _trips[row].RateCodeId),
            TestColumn.Texts("store_and_fwd_flag", rowCount, row => _trips[row].StoreAndForwardFlag),
            TestColumn.Of<int>("PULocationID", rowCount, row => _trips[row].PickupZoneId),
            TestColumn.Of<int>("DOLocationID", rowCount, row => _trips[row].DropoffZoneId),
            TestColumn.Of<long>("payment_type", rowCount, row => _trips[row].PaymentType),
            Money("fare_amount", trip => trip.Fare),
            Money("extra", trip => trip.Extra),
            Money("mta_tax", trip => trip.MtaTax),
            Money("tip_amount", trip => trip.Tip),
            Money("tolls_amount", trip => trip.Tolls),
            Money("improvement_surcharge", trip => trip.ImprovementSurcharge),
            Money("total_amount", trip => trip.Total),
            Money("congestion_surcharge", trip => trip.CongestionSurcharge),
            Money("Airport_fee", trip => trip.AirportFee),
        ];
    }

    public int RowCount => _trips.Length;

    public List<TestColumn> Columns { get; }

    public int[] RowGroupRows { get; set; }

    public CompressionMethod Compression { get; set; } = CompressionMethod.Zstd;

    public Trip Trip(int row) => _trips[row];

    public TestTripFile Without(string name)
    {
        Columns.RemoveAt(IndexOf(name));
        return this;
    }

    public TestTripFile With(TestColumn column)
    {
        var index = IndexOf(column.Field.Name);
        if (index < 0)
        {
            Columns.Add(column);
        }
        else
        {
            Columns[index] = column;
        }

        return this;
    }

    public async Task WriteAsync(string path)
    {
        var schema = new ParquetSchema(Columns.ConvertAll(column => (Field)column.Field));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            schema, stream, new ParquetOptions { CompressionMethod = Compression });
        var first = 0;
        foreach (var rowCount in RowGroupRows)
        {
            using var group = writer.CreateRowGroup();
            foreach (var column in Columns)
            {
                await column.WriteAsync(group, column.Field, first, rowCount);
            }

            first += rowCount;
        }
    }

    private int IndexOf(string name) =>
        Columns.FindIndex(column => column.Field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private TestColumn Money(string name, Func<Trip, decimal?> value) =>
        TestColumn.Of<double>(name, _trips.Length, row => (double?)value(_trips[row]));
}
