using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.Generation;

/// <summary>
/// Writes made-up trips as a Parquet file in the TLC's schema of 2024, or of 2025 when they begin then.
/// </summary>
public static class TripFileWriter
{
    /// <summary>Rows of a row group; they are in memory at once, about 25 MB.</summary>
    private const int RowGroupRows = 128 * 1024;

    /// <summary>Files from this year on have the fee for the central business district.</summary>
    private const int CbdFeeYear = 2025;

    /// <summary>Writes the trips numbered 0 to <paramref name="rowCount"/> - 1; the whole file is one period.</summary>
    /// <param name="path">The file; it is replaced when the new one is complete.</param>
    /// <param name="options">What the trips are like; its period is not used.</param>
    /// <param name="rowCount">Rows; 100 to 1,000,000,000.</param>
    /// <param name="progress">Told the rows written after each row group; null for silence.</param>
    /// <param name="cancellationToken">Ends writing; nothing is left.</param>
    /// <exception cref="SeederException">The file cannot be written.</exception>
    public static async Task WriteAsync(
        string path,
        TripGeneratorOptions options,
        long rowCount,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        var generator = new TripGenerator(options with { PeriodTrips = rowCount });
        var columns = CreateColumns(options.Start.Year >= CbdFeeYear);
        // Written beside and renamed: a file under its own name is whole.
        var partialPath = path + ".partial";
        try
        {
            await using (var stream = new FileStream(partialPath, FileMode.Create, FileAccess.ReadWrite))
            {
                await WriteAsync(stream, columns, generator, rowCount, progress, cancellationToken);
            }

            File.Move(partialPath, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SeederException($"File '{path}' cannot be written: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(partialPath))))
            {
                File.Delete(partialPath);
            }
        }
    }

    private static async Task WriteAsync(
        Stream stream,
        List<FileColumn> columns,
        TripGenerator generator,
        long rowCount,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(columns.ConvertAll(column => (Field)column.Field));
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Zstd,
            CompressionLevel = System.IO.Compression.CompressionLevel.Fastest,
        };
        await using var writer = await ParquetWriter.CreateAsync(
            schema, stream, options, append: false, cancellationToken);
        var trips = new List<Trip>(RowGroupRows);
        for (long first = 0; first < rowCount; first += RowGroupRows)
        {
            trips.Clear();
            for (var number = first; number < Math.Min(first + RowGroupRows, rowCount); number++)
            {
                trips.Add(generator.Create(number));
            }

            using (var group = writer.CreateRowGroup())
            {
                foreach (var column in columns)
                {
                    await column.WriteAsync(group, column.Field, trips, cancellationToken);
                }

                group.CompleteValidate();
            }

            progress?.Report(first + trips.Count);
        }
    }

    /// <summary>The TLC's columns in its order and spelling; all may be NULL.</summary>
    private static List<FileColumn> CreateColumns(bool hasCbdFee)
    {
        List<FileColumn> columns =
        [
            Numbers<int>("VendorID", trip => trip.VendorId),
            Times("tpep_pickup_datetime", trip => trip.Pickup),
            Times("tpep_dropoff_datetime", trip => trip.Dropoff),
            Numbers<long>("passenger_count", trip => trip.PassengerCount),
            Numbers<double>("trip_distance", trip => trip.Distance),
            Numbers<long>("RatecodeID", trip => trip.RateCodeId),
            Texts("store_and_fwd_flag", trip => trip.StoreAndForwardFlag),
            Numbers<int>("PULocationID", trip => trip.PickupZoneId),
            Numbers<int>("DOLocationID", trip => trip.DropoffZoneId),
            Numbers<long>("payment_type", trip => trip.PaymentType),
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
        if (hasCbdFee)
        {
            columns.Add(Money("cbd_congestion_fee", trip => trip.CbdCongestionFee));
        }

        return columns;
    }

    private static FileColumn Numbers<T>(string name, Func<Trip, T?> value)
        where T : struct => Column(new DataField(name, typeof(T), isNullable: true), value);

    private static FileColumn Money(string name, Func<Trip, decimal?> value) =>
        Numbers<double>(name, trip => (double?)value(trip));

    private static FileColumn Times(string name, Func<Trip, DateTime?> value) => Column(
        new DateTimeDataField(
            name, DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit: DateTimeTimeUnit.Micros, isNullable: true),
        value);

    private static FileColumn Texts(string name, Func<Trip, string?> value) => new(
        new DataField(name, typeof(string), isNullable: true),
        (group, field, trips, _) => group.WriteAsync(field, trips.ConvertAll(trip => value(trip))));

    private static FileColumn Column<T>(DataField field, Func<Trip, T?> value)
        where T : struct => new(
            field,
            (group, attached, trips, token) =>
                group.WriteAsync<T>(
                    attached, trips.ConvertAll(trip => value(trip)).ToArray(), cancellationToken: token));

    private sealed record FileColumn(
        DataField Field, Func<ParquetRowGroupWriter, DataField, List<Trip>, CancellationToken, Task> WriteAsync);
}
