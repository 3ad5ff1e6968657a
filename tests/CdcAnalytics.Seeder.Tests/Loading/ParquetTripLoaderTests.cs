using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.Tests.Loading;

public sealed class ParquetTripLoaderTests(PostgresFixture postgres)
{
    private const string AllButId = """
        SELECT vendorid, tpep_pickup_datetime, tpep_dropoff_datetime, passenger_count, trip_distance, ratecodeid,
               store_and_fwd_flag, pulocationid, dolocationid, payment_type, fare_amount, extra, mta_tax, tip_amount,
               tolls_amount, improvement_surcharge, total_amount, congestion_surcharge, airport_fee, cbd_congestion_fee
        FROM yellow_taxi ORDER BY id
        """;

    [Fact]
    public async Task The_real_sample_is_loaded_exactly()
    {
        var token = TestContext.Current.CancellationToken;
        var path = SharedData.FileOrSkip(SharedData.TripSample);
        await using var database = await CreateDatabaseAsync(token);

        var result = await LoadAsync(database, path, token);

        Assert.Equal((25_000, 25_000, 0), (result.TotalRows, result.RowsLoaded, result.RowsQuarantined));
        // Facts of the sample: its 421 negative fares and 10 more in the block without details, and one trip of 2009.
        Assert.Equal(
            [[25_000L, 658_297.47m, 431L, 24_000L, 24_000L, 1L]],
            await database.QueryAsync(
                """
                SELECT count(*), sum(total_amount), count(*) FILTER (WHERE fare_amount < 0), count(passenger_count),
                       count(airport_fee), count(*) FILTER (WHERE tpep_pickup_datetime < '2010-01-01')
                FROM yellow_taxi
                """,
                token));
    }

    [Fact]
    public async Task Every_value_of_a_row_arrives_as_it_is()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        var file = new TestTripFile(500);
        await file.WriteAsync(folder.File("a.parquet"));

        await LoadAsync(database, folder.File("a.parquet"), token);

        var expected = Enumerable.Range(0, 500).Select(row => Row(file.Trip(row))).ToList();
        Assert.Equal(expected, await database.QueryAsync(AllButId, token));
    }

    public static TheoryData<string, Func<TestTripFileForm, TestTripFileForm>> Forms() => new()
    {
        { "zone ids of 64 bits", form => form.Integers<long>("PULocationID", "DOLocationID", "VendorID") },
        { "counts of 32 bits", form => form.Integers<int>("passenger_count", "RatecodeID", "payment_type") },
        { "counts as doubles", form => form.Integers<double>("passenger_count", "RatecodeID", "payment_type") },
        { "zone ids of 16 bits", form => form.Integers<short>("PULocationID", "DOLocationID") },
        { "nanoseconds", form => form.Times(DateTimeTimeUnit.Nanos) },
        { "milliseconds", form => form.Times(DateTimeTimeUnit.Millis) },
        { "INT96", form => form.LegacyTimes() },
        { "columns that are never NULL", form => form.RequiredIds() },
        { "money as decimals", form => form.DecimalMoney() },
        { "columns in another order", form => form.Reversed() },
        { "other letter cases", form => form.OtherCases() },
        { "columns nobody knows", form => form.WithUnknownColumns() },
        { "small row groups, some empty", form => form.InRowGroups(0, 100, 0, 150, 250, 0) },
        { "no compression", form => form.Compressed(CompressionMethod.None) },
        { "Snappy", form => form.Compressed(CompressionMethod.Snappy) },
        { "Gzip", form => form.Compressed(CompressionMethod.Gzip) },
        { "Brotli", form => form.Compressed(CompressionMethod.Brotli) },
    };

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public async Task Another_form_of_the_same_trips_gives_the_same_rows(
        string what, Func<TestTripFileForm, TestTripFileForm> change)
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        var form = change(new TestTripFileForm(new TestTripFile(500)));
        await form.File.WriteAsync(folder.File("form.parquet"));

        var result = await LoadAsync(database, folder.File("form.parquet"), token);

        Assert.Equal((what, 500, 0), (what, result.RowsLoaded, result.RowsQuarantined));
        var expected = Enumerable.Range(0, 500).Select(row => Row(form.File.Trip(row))).ToList();
        Assert.Equal(expected, await database.QueryAsync(AllButId, token));
    }

    [Fact]
    public async Task Columns_the_TLC_added_later_may_be_missing_and_are_NULL()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        await new TestTripFile(10).Without("congestion_surcharge").Without("airport_fee")
            .Without("improvement_surcharge")
            .With(TestColumn.Of<double>("cbd_congestion_fee", 10, _ => 0.75))
            .WriteAsync(folder.File("a.parquet"));

        await LoadAsync(database, folder.File("a.parquet"), token);

        Assert.Equal(
            [[10L, 0L, 0L, 0L, 7.50m]],
            await database.QueryAsync(
                """
                SELECT count(*), count(congestion_surcharge), count(airport_fee), count(improvement_surcharge),
                       sum(cbd_congestion_fee) FROM yellow_taxi
                """,
                token));
    }

    [Fact]
    public async Task Rows_that_violate_the_schema_go_to_quarantine_with_their_reason()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        var file = new TestTripFile(100);
        file.With(TestColumn.Times(
            "tpep_pickup_datetime", 100, DateTimeTimeUnit.Micros, row => row == 3 ? null : file.Trip(row).Pickup))
            .With(TestColumn.Of<long>("PULocationID", 100, row => row == 5 ? null : row == 6 ? 1L << 40 : 7))
            .With(TestColumn.Of<double>(
                "fare_amount", 100, row => row == 8 ? double.NaN : row == 9 ? 1e9 : row == 10 ? -100_000_000 : 12.345))
            .With(TestColumn.Of<double>("trip_distance", 100, row => row == 9 ? double.PositiveInfinity : 1.5))
            .With(TestColumn.Of<double>("passenger_count", 100, row => row == 11 ? 1.5 : 2))
            .With(TestColumn.Texts("store_and_fwd_flag", 100, row => row == 12 ? "N\0" : "N"));
        await file.WriteAsync(folder.File("a.parquet"));

        var result = await LoadAsync(database, folder.File("a.parquet"), token);

        Assert.Equal((100, 92, 8), (result.TotalRows, result.RowsLoaded, result.RowsQuarantined));
        Assert.Equal(
            [
                [4L, "tpep_pickup_datetime is NULL"],
                [6L, "pulocationid is NULL"],
                [7L, "pulocationid is 1099511627776; expected a whole number of 32 bits"],
                [9L, "fare_amount is NaN; expected an amount between -99999999.99 and 99999999.99"],
                [10L, "trip_distance is Infinity; expected a finite number; "
                    + "fare_amount is 1000000000; expected an amount between -99999999.99 and 99999999.99"],
                [11L, "fare_amount is -100000000; expected an amount between -99999999.99 and 99999999.99"],
                [12L, "passenger_count is 1.5; expected a whole number"],
                [13L, "store_and_fwd_flag holds a NUL character"],
            ],
            await database.QueryAsync("SELECT row_number, reason FROM seeder.quarantine ORDER BY 1", token));
        Assert.Equal(
            [["NaN", "7", "N\\u0000"]],
            await database.QueryAsync(
                """
                SELECT (SELECT row_content->>'fare_amount' FROM seeder.quarantine WHERE row_number = 9),
                       (SELECT row_content->>'pulocationid' FROM seeder.quarantine WHERE row_number = 9),
                       (SELECT row_content->>'store_and_fwd_flag' FROM seeder.quarantine WHERE row_number = 13)
                """,
                token));
        Assert.Equal(12.35m, await database.QueryValueAsync<decimal>(
            "SELECT max(fare_amount) FROM yellow_taxi", token));
    }

    [Theory]
    [InlineData(1.005, "1.01")]
    [InlineData(-1.005, "-1.01")]
    [InlineData(2.675, "2.68")]
    [InlineData(0.004, "0.00")]
    [InlineData(0.1 + 0.2, "0.30")]
    [InlineData(99_999_999.99, "99999999.99")]
    [InlineData(-99_999_999.99, "-99999999.99")]
    [InlineData(863_372.12, "863372.12")]
    public async Task Money_is_rounded_half_away_from_zero(double dollars, string expected)
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        await new TestTripFile(1).With(TestColumn.Of<double>("total_amount", 1, _ => dollars))
            .WriteAsync(folder.File("a.parquet"));

        await LoadAsync(database, folder.File("a.parquet"), token);

        Assert.Equal(expected, await database.QueryValueAsync<string>(
            "SELECT total_amount::text FROM yellow_taxi", token));
    }

    [Fact]
    public async Task A_file_that_is_loaded_already_adds_nothing_under_any_name()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        await new TestTripFile(300).WriteAsync(folder.File("a.parquet"));
        File.Copy(folder.File("a.parquet"), folder.File("b.parquet"));
        await LoadAsync(database, folder.File("a.parquet"), token);

        var result = await LoadAsync(database, folder.File("b.parquet"), token);

        Assert.Equal((300, 300), (result.RowsLoaded, result.RowsDoneBefore));
        Assert.Equal(300L, await database.QueryValueAsync<long>("SELECT count(*) FROM yellow_taxi", token));
    }

    [Fact]
    public async Task A_load_that_is_stopped_anywhere_goes_on_after_its_last_commit()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        var file = new TestTripFile(30_000) { RowGroupRows = [12_000, 18_000] };
        file.With(TestColumn.Of<long>(
            "PULocationID", 30_000, row => row % 1_000 == 0 ? null : file.Trip(row).PickupZoneId));
        await file.WriteAsync(folder.File("a.parquet"));
        var runs = 0;
        for (var isDone = false; !isDone; runs++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            var progress = new Callback<TripLoadProgress>(_ => stop.Cancel());
            try
            {
                await ParquetTripLoader.LoadAsync(
                    database.DataSource, folder.File("a.parquet"), new(), progress, NullLogger.Instance,
                        TimeProvider.System, stop.Token);
                isDone = true;
            }
            catch (OperationCanceledException)
            {
                Assert.True(runs < 10, "It makes no progress.");
            }
        }

        Assert.Equal(4, runs);
        Assert.Equal(
            [[29_970L, 29_970L, 30L]],
            await database.QueryAsync(
                """
                SELECT (SELECT count(*) FROM yellow_taxi), rows_loaded, (SELECT count(*) FROM seeder.quarantine)
                FROM seeder.trip_load
                """,
                token));
    }

    [Fact]
    public async Task Two_seeders_on_one_file_load_no_row_twice()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await CreateDatabaseAsync(token);
        await new TestTripFile(25_000).WriteAsync(folder.File("a.parquet"));

        var loads = Enumerable.Range(0, 2)
            .Select(_ => Record.ExceptionAsync(() => LoadAsync(database, folder.File("a.parquet"), token)).AsTask());
        var errors = await Task.WhenAll(loads);

        Assert.All(errors.OfType<Exception>(), error =>
            Assert.Contains("another seeder", error.Message, StringComparison.Ordinal));
        Assert.Contains(null, errors);
        Assert.Equal(25_000L, await database.QueryValueAsync<long>("SELECT count(*) FROM yellow_taxi", token));
    }

    private async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        await SourceSchema.CreateAsync(database.DataSource, cancellationToken);
        return database;
    }

    private static Task<TripLoadResult> LoadAsync(
        TestDatabase database, string path, CancellationToken cancellationToken) =>
        ParquetTripLoader.LoadAsync(
            database.DataSource, path, new(), progress: null, NullLogger.Instance, TimeProvider.System,
                cancellationToken);

    private static object?[] Row(Seeder.Generation.Trip trip) =>
    [
        trip.VendorId, trip.Pickup, trip.Dropoff, trip.PassengerCount, trip.Distance, trip.RateCodeId,
        trip.StoreAndForwardFlag, trip.PickupZoneId, trip.DropoffZoneId, trip.PaymentType, trip.Fare, trip.Extra,
            trip.MtaTax,
        trip.Tip, trip.Tolls, trip.ImprovementSurcharge, trip.Total, trip.CongestionSurcharge, trip.AirportFee, null,
    ];
}
