using System.Buffers.Binary;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.Tests.Corpus;

/// <summary>Trip files that are damaged, foreign or odd, all made from one seed.</summary>
internal static class TripCorpus
{
    /// <summary>Rows of every file that has rows.</summary>
    public const int Rows = 1_000;

    private const string Option = "--trips";

    private static readonly string[] NeededColumns =
    [
        "VendorID", "tpep_pickup_datetime", "tpep_dropoff_datetime", "passenger_count", "trip_distance", "RatecodeID",
        "store_and_fwd_flag", "PULocationID", "DOLocationID", "payment_type", "fare_amount", "extra", "mta_tax",
            "tip_amount",
        "tolls_amount", "total_amount",
    ];

    public static IEnumerable<CorpusFile> Create(int seed) =>
        [.. CutOff(seed), .. Flipped(seed), .. NotParquet(seed), .. Foreign(), .. WrongColumns(), .. Odd(),
            .. BadRows()];

    /// <summary>A sound file with two row groups, without compression or with it.</summary>
    public static async Task<byte[]> SoundBytesAsync(CompressionMethod compression, int seed)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("sound.parquet");
        await new TestTripFile(Rows, seed) { RowGroupRows = [600, 400], Compression = compression }.WriteAsync(path);
        return await File.ReadAllBytesAsync(path);
    }

    private static IEnumerable<CorpusFile> CutOff(int seed)
    {
        double[] shares = [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999];
        foreach (var share in shares)
        {
            yield return FromBytes($"cut off at {share:P1}", CorpusExpectation.Refused, "cut off", seed,
                bytes => bytes[..Math.Max(4, (int)(bytes.Length * share))]);
        }

        foreach (var length in new[] { 1, 3, 4, 8, 11 })
        {
            yield return FromBytes($"first {length} bytes", CorpusExpectation.Refused, "Parquet", seed, bytes =>
                bytes[..length]);
        }

        yield return FromBytes("last byte missing", CorpusExpectation.Refused, "cut off", seed, bytes => bytes[..^1]);
        yield return FromBytes("footer cut out", CorpusExpectation.Refused, "footer", seed, bytes =>
            [.. bytes[..^(8 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan()[^8..]))], .. bytes[^8..]]);
        yield return FromBytes("middle cut out", CorpusExpectation.Accounted, "", seed, bytes =>
            [.. bytes[..(bytes.Length / 3)], .. bytes[(bytes.Length / 2)..]]);
        yield return FromBytes("a byte too many in front", CorpusExpectation.Refused, "PAR1", seed, bytes =>
            [0, .. bytes]);
        yield return FromBytes("a byte too many at the end", CorpusExpectation.Refused, "PAR1", seed, bytes =>
            [.. bytes, 0]);
    }

    private static IEnumerable<CorpusFile> Flipped(int seed)
    {
        for (var i = 0; i < 16; i++)
        {
            var number = i;
            yield return FromBytes($"flipped bits in the footer, {i}", CorpusExpectation.Accounted, "", seed, bytes =>
            {
                var footerLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan()[^8..]);
                return Flip(bytes, new(seed * 1_000 + number), bytes.Length - 8 - footerLength, bytes.Length, 1
                    + number % 4);
            });
        }

        foreach (var compression in new[] { CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Zstd })
        {
            for (var i = 0; i < 6; i++)
            {
                var number = i;
                yield return FromBytes($"flipped bits in {compression} pages, {i}", CorpusExpectation.Accounted, "",
                    seed,
                    bytes => Flip(bytes, new(seed * 2_000 + number), 4, bytes.Length - 8, 1 + number * 3), compression);
            }
        }

        yield return FromBytes("footer of another length", CorpusExpectation.Accounted, "", seed, bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan()[^8..], 100);
            return bytes;
        });
        yield return FromBytes("footer longer than the file", CorpusExpectation.Refused, "its footer is said to have",
            seed, bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan()[^8..], int.MaxValue);
            return bytes;
        });
        yield return FromBytes("footer of negative length", CorpusExpectation.Refused, "its footer is said to have",
            seed, bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan()[^8..], -1);
            return bytes;
        });
        yield return FromBytes("pages of zeros", CorpusExpectation.Accounted, "", seed, bytes =>
        {
            bytes.AsSpan(4, bytes.Length / 2).Clear();
            return bytes;
        });
    }

    private static IEnumerable<CorpusFile> NotParquet(int seed)
    {
        yield return FromText("empty", "it is empty", "");
        yield return FromText("CSV named Parquet", "not a Parquet file",
            "VendorID,tpep_pickup_datetime\n1,2024-01-01\n");
        yield return FromText("JSON named Parquet", "not a Parquet file", "{\"VendorID\": 1}");
        yield return FromText("only magic", "cut off", "PAR1");
        yield return FromText("magic twice", "cut off", "PAR1PAR1");
        yield return FromText("magic and a footer of nothing", "its footer is said to have", "PAR1\0\0\0\0PAR1");
        yield return FromText("an error page", "not a Parquet file", "<html><body>403 Forbidden</body></html>");
        yield return FromBytes("encrypted footer", CorpusExpectation.Refused, "encrypted", seed,
            bytes => [.. "PARE"u8, .. bytes[4..^4], .. "PARE"u8]);
        yield return FromBytes("encrypted tail", CorpusExpectation.Refused, "encrypted", seed, bytes =>
            [.. bytes[..^4], .. "PARE"u8]);
        yield return FromBytes("noise between magic", CorpusExpectation.Refused, "footer", seed, bytes =>
        {
            new Random(seed).NextBytes(bytes.AsSpan(4, bytes.Length - 12));
            return bytes;
        });
        yield return new("a folder", Option, CorpusExpectation.Refused, "folder", path =>
        {
            Directory.CreateDirectory(path);
            return Task.CompletedTask;
        });
        yield return new("nothing there", Option, CorpusExpectation.Refused, "does not exist", _ => Task.CompletedTask);
    }

    private static IEnumerable<CorpusFile> Foreign()
    {
        (string Column, string MessagePart)[] foreign =
        [
            ("lpep_pickup_datetime", "green"),
            ("hvfhs_license_num", "for-hire"),
            ("dispatching_base_num", "for-hire"),
            ("pickup_latitude", "coordinates"),
            ("Start_Lat", "coordinates"),
            ("Trip_Pickup_DateTime", "2009"),
        ];
        foreach (var (column, messagePart) in foreign)
        {
            yield return FromTrips($"a file with {column}", CorpusExpectation.Refused, messagePart,
                file => file.Without("PULocationID").With(TestColumn.Texts(column, Rows, _ => "x")));
        }
    }

    private static IEnumerable<CorpusFile> WrongColumns()
    {
        foreach (var name in NeededColumns)
        {
            yield return FromTrips($"without {name}", CorpusExpectation.Refused, $"'{name.ToLowerInvariant()}'",
                file => file.Without(name));
        }

        foreach (var name in new[] { "fare_amount", "total_amount", "PULocationID", "passenger_count",
            "trip_distance" })
        {
            yield return FromTrips($"{name} as text", CorpusExpectation.Refused,
                $"'{name.ToLowerInvariant()}' holds text",
                file => file.With(TestColumn.Texts(name, Rows, row => $"{row}")));
        }

        yield return FromTrips("pickup as text", CorpusExpectation.Refused, "'tpep_pickup_datetime' holds text",
            file => file.With(TestColumn.Texts("tpep_pickup_datetime", Rows, _ => "2024-01-01 00:00:00")));
        yield return FromTrips("pickup as a number", CorpusExpectation.Refused,
            "'tpep_pickup_datetime' holds whole numbers",
            file => file.With(TestColumn.Of<long>("tpep_pickup_datetime", Rows, row => row)));
        yield return FromTrips("flag as a number", CorpusExpectation.Refused, "'store_and_fwd_flag' holds numbers",
            file => file.With(TestColumn.Of<double>("store_and_fwd_flag", Rows, row => row)));
        yield return FromTrips("zone as a truth value", CorpusExpectation.Refused, "'pulocationid' holds",
            file => file.With(TestColumn.Of<bool>("PULocationID", Rows, _ => true)));
        yield return FromTrips("a column in two letter cases", CorpusExpectation.Refused, "more than once", file =>
        {
            file.Columns.Add(TestColumn.Of<double>("AIRPORT_FEE", Rows, _ => 1));
            return file;
        });
        yield return FromTrips("a renamed column", CorpusExpectation.Refused, "'fare_amount'",
            file => file.Without("fare_amount").With(TestColumn.Of<double>("fare", Rows, _ => 1)));
    }

    private static IEnumerable<CorpusFile> Odd()
    {
        yield return FromTrips("no rows", CorpusExpectation.Loaded, "", file => file, rowGroups: []);
        yield return FromTrips("empty row groups", CorpusExpectation.Loaded, "",
            file => file, rowGroups: [0, 500, 0, 500, 0]);
        yield return FromTrips("a thousand row groups", CorpusExpectation.Loaded, "", file => file,
            rowGroups: [.. Enumerable.Repeat(10, Rows / 10)]);
        yield return FromTrips("nanoseconds", CorpusExpectation.Loaded, "", file => file.With(
            TestColumn.Times("tpep_pickup_datetime", Rows, DateTimeTimeUnit.Nanos, row => file.Trip(row).Pickup)));
        yield return FromTrips("unknown columns", CorpusExpectation.Loaded, "", file => file.With(
            TestColumn.Texts("note", Rows, row => new string('x', row))));
        yield return FromTrips("missing optional columns", CorpusExpectation.Loaded, "",
            file => file.Without("airport_fee").Without("congestion_surcharge").Without("improvement_surcharge"));
        yield return FromTrips("only NULL where it may be", CorpusExpectation.Loaded, "", file => file
            .With(TestColumn.Of<long>("passenger_count", Rows, _ => null))
            .With(TestColumn.Texts("store_and_fwd_flag", Rows, _ => null))
            .With(TestColumn.Of<double>("tip_amount", Rows, _ => null)));
    }

    private static IEnumerable<CorpusFile> BadRows()
    {
        yield return BadRow("NULL pickups", file => TestColumn.Times(
            "tpep_pickup_datetime", Rows, DateTimeTimeUnit.Micros, row => row % 7 == 0 ? null : file.Trip(row).Pickup));
        yield return BadRow("NULL zones", file => TestColumn.Of<int>(
            "DOLocationID", Rows, row => row % 5 == 0 ? null : file.Trip(row).DropoffZoneId));
        yield return BadRow("only NULL zones", _ => TestColumn.Of<int>("PULocationID", Rows, _ => null));
        yield return BadRow("NULL totals", _ =>
            TestColumn.Of<double>("total_amount", Rows, row => row % 2 == 0 ? null : 1));
        yield return BadRow("huge zone ids", _ =>
            TestColumn.Of<long>("PULocationID", Rows, row => row % 3 == 0 ? long.MaxValue : 1));
        yield return BadRow("huge fares", _ =>
            TestColumn.Of<double>("fare_amount", Rows, row => row % 100 == 0 ? 1e300 : 1));
        yield return BadRow("fares that are no numbers", _ => TestColumn.Of<double>(
            "fare_amount", Rows, row => row % 100 == 0 ? double.NaN : row % 101 == 0 ? double.NegativeInfinity : 1));
        yield return BadRow("endless distances", _ => TestColumn.Of<double>(
            "trip_distance", Rows, row => row % 50 == 0 ? double.PositiveInfinity : 1));
        yield return BadRow("half passengers", _ => TestColumn.Of<double>("passenger_count", Rows, row => row / 2.0));
        yield return BadRow("flags with NUL", _ =>
            TestColumn.Texts("store_and_fwd_flag", Rows, row => row % 9 == 0 ? "\0" : "N"));
    }

    private static CorpusFile BadRow(string name, Func<TestTripFile, TestColumn> column) =>
        FromTrips(name, CorpusExpectation.Quarantined, "", file => file.With(column(file)));

    private static CorpusFile FromTrips(
        string name,
        CorpusExpectation expectation,
        string messagePart,
        Func<TestTripFile, TestTripFile> change,
        int[]? rowGroups = null) =>
        new(name, Option, expectation, messagePart, path =>
        {
            var file = change(new TestTripFile(Rows));
            file.RowGroupRows = rowGroups ?? file.RowGroupRows;
            return file.WriteAsync(path);
        });

    private static CorpusFile FromText(string name, string messagePart, string text) =>
        new(name, Option, CorpusExpectation.Refused, messagePart, path =>
            File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(text)));

    private static CorpusFile FromBytes(
        string name,
        CorpusExpectation expectation,
        string messagePart,
        int seed,
        Func<byte[], byte[]> change,
        CompressionMethod compression = CompressionMethod.Zstd) =>
        new(name, Option, expectation, messagePart, async path =>
            await File.WriteAllBytesAsync(path, change(await SoundBytesAsync(compression, seed))));

    private static byte[] Flip(byte[] bytes, Random random, int from, int to, int count)
    {
        for (var i = 0; i < count; i++)
        {
            bytes[random.Next(from, to)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }
}
