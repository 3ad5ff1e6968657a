using CdcAnalytics.Seeder.Generation;
using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.Tests;

/// <summary>Changes the form of a file and none of its values.</summary>
public sealed class TestTripFileForm
{
    private static readonly Dictionary<string, Func<Trip, long?>> WholeNumbers = new(StringComparer.Ordinal)
    {
        ["VendorID"] = trip => trip.VendorId,
        ["passenger_count"] = trip => trip.PassengerCount,
        ["RatecodeID"] = trip => trip.RateCodeId,
        ["PULocationID"] = trip => trip.PickupZoneId,
        ["DOLocationID"] = trip => trip.DropoffZoneId,
        ["payment_type"] = trip => trip.PaymentType,
    };

    internal TestTripFileForm(TestTripFile file) => File = file;

    internal TestTripFile File { get; }

    public TestTripFileForm Integers<T>(params string[] names)
        where T : struct
    {
        foreach (var name in names)
        {
            File.With(TestColumn.Of<T>(name, File.RowCount, row => WholeNumbers[name](File.Trip(row)) is { } value
                ? (T)Convert.ChangeType(value, typeof(T), System.Globalization.CultureInfo.InvariantCulture)
                : null));
        }

        return this;
    }

    public TestTripFileForm Times(DateTimeTimeUnit unit)
    {
        File.With(TestColumn.Times("tpep_pickup_datetime", File.RowCount, unit, row => File.Trip(row).Pickup));
        File.With(TestColumn.Times("tpep_dropoff_datetime", File.RowCount, unit, row => File.Trip(row).Dropoff));
        return this;
    }

    public TestTripFileForm LegacyTimes()
    {
        File.With(TestColumn.LegacyTimes("tpep_pickup_datetime", File.RowCount, row => File.Trip(row).Pickup));
        File.With(TestColumn.LegacyTimes("tpep_dropoff_datetime", File.RowCount, row => File.Trip(row).Dropoff));
        return this;
    }

    public TestTripFileForm RequiredIds()
    {
        File.With(TestColumn.Required("PULocationID", File.RowCount, row => File.Trip(row).PickupZoneId));
        File.With(TestColumn.Required("total_amount", File.RowCount, row => (double)File.Trip(row).Total));
        return this;
    }

    public TestTripFileForm DecimalMoney()
    {
        File.With(TestColumn.Decimals(
            "total_amount", File.RowCount, precision: 18, scale: 4, row => File.Trip(row).Total));
        File.With(TestColumn.Decimals(
            "fare_amount", File.RowCount, precision: 9, scale: 2, row => File.Trip(row).Fare));
        return this;
    }

    public TestTripFileForm Reversed()
    {
        File.Columns.Reverse();
        return this;
    }

    public TestTripFileForm OtherCases()
    {
        File.Without("PULocationID").Without("store_and_fwd_flag");
        File.With(TestColumn.Of<int>("pulocationid", File.RowCount, row => File.Trip(row).PickupZoneId));
        File.With(TestColumn.Texts("STORE_AND_FWD_FLAG", File.RowCount, row => File.Trip(row).StoreAndForwardFlag));
        return this;
    }

    public TestTripFileForm WithUnknownColumns()
    {
        File.Columns.Insert(0, TestColumn.Texts("driver", File.RowCount, row => $"driver {row}"));
        File.Columns.Add(TestColumn.Of<double>("mood", File.RowCount, row => row));
        return this;
    }

    public TestTripFileForm InRowGroups(params int[] rows)
    {
        File.RowGroupRows = rows;
        return this;
    }

    public TestTripFileForm Compressed(CompressionMethod method)
    {
        File.Compression = method;
        return this;
    }
}
