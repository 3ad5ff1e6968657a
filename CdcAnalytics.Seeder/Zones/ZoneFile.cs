using System.Globalization;
using System.Text;
using CsvHelper;

namespace CdcAnalytics.Seeder.Zones;

/// <summary>Reads taxi zones from CSV: the TLC's lookup file, or the project's own table with coordinates.</summary>
/// <remarks>
/// A zone file is taken whole or not at all: a zone table with holes would give wrong boroughs silently.
/// </remarks>
public static class ZoneFile
{
    /// <summary>A zone file is about 12 kB; this bounds what a wrong file can cost.</summary>
    private const long MaxFileBytes = 4 * 1024 * 1024;

    private const int MaxRecordBytes = 64 * 1024;

    /// <summary>The project's own table of 265 zones with coordinates.</summary>
    public static IReadOnlyList<TaxiZone> BuiltIn { get; } = ReadBuiltIn();

    /// <summary>Reads a file; coordinates it does not bring are taken from <see cref="BuiltIn"/> by id.</summary>
    /// <exception cref="SeederException">The file cannot be read or is not a zone file; names file, line and
    /// column.</exception>
    public static async Task<IReadOnlyList<TaxiZone>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text;
        try
        {
            if (Directory.Exists(path))
            {
                throw new SeederException($"Zone file '{path}' is a folder; expected a CSV file.");
            }

            var sizeBytes = new FileInfo(path).Length;
            if (sizeBytes > MaxFileBytes)
            {
                throw new SeederException(
                    $"Zone file '{path}' has {sizeBytes:N0} bytes; a zone file has at most {MaxFileBytes:N0}.");
            }

            // Bytes that are not UTF-8 must not become question marks in zone names.
            var strictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            text = await File.ReadAllTextAsync(path, strictUtf8, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SeederException($"Zone file '{path}' does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SeederException($"Zone file '{path}' cannot be read: {exception.Message}", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new SeederException(
                $"Zone file '{path}' is not UTF-8 text; expected a CSV file in UTF-8.", exception);
        }

        return Parse(text, path);
    }

    private static List<TaxiZone> ReadBuiltIn()
    {
        using var resource = typeof(ZoneFile).Assembly.GetManifestResourceStream("taxi-zones.csv")
            ?? throw new InvalidOperationException("Resource taxi-zones.csv is missing from the assembly.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return Parse(reader.ReadToEnd(), "taxi-zones.csv", isBuiltIn: true);
    }

    private static List<TaxiZone> Parse(string text, string path, bool isBuiltIn = false)
    {
        using var csv = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = ',',
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MaxRecordSize = MaxRecordBytes,
            TrackLineNumbers = true,
        });
        var zones = new Dictionary<int, TaxiZone>();
        try
        {
            var columns = new ZoneColumns(csv, path);
            while (csv.Read())
            {
                var zone = ReadZone(csv, columns, path, isBuiltIn);
                if (!zones.TryAdd(zone.LocationId, zone))
                {
                    throw Refusal(path, csv.LineNumber,
                        $"column LocationID repeats {zone.LocationId}; each zone comes once");
                }
            }
        }
        catch (CsvFormatException exception)
        {
            throw Refusal(
                path, exception.LineNumber,
                    $"not readable as CSV ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                exception);
        }

        return zones.Count > 0
            ? [.. zones.Values.OrderBy(zone => zone.LocationId)]
            : throw new SeederException($"Zone file '{path}' has a header but no zones.");
    }

    private static TaxiZone ReadZone(CsvReader csv, ZoneColumns columns, string path, bool isBuiltIn)
    {
        var idText = csv.GetString(columns.LocationId);
        if (!int.TryParse(idText, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) || id <= 0)
        {
            throw Refusal(path, csv.LineNumber,
                $"column LocationID is {Shown(idText)}; expected a whole number above 0");
        }

        var longitude = ReadDegrees(csv, columns.Longitude, path, "longitude", limit: 180);
        var latitude = ReadDegrees(csv, columns.Latitude, path, "latitude", limit: 90);
        var known = isBuiltIn || longitude is not null ? null : BuiltIn.FirstOrDefault(zone => zone.LocationId == id);
        return new(
            id,
            ReadText(csv, columns.Borough, path, "Borough"),
            ReadText(csv, columns.Zone, path, "Zone"),
            ReadText(csv, columns.ServiceZone, path, "service_zone"),
            longitude ?? known?.Longitude,
            latitude ?? known?.Latitude);
    }

    private static string ReadText(CsvReader csv, int index, string path, string column)
    {
        var value = csv.GetString(index);
        if (value.Length == 0)
        {
            throw Refusal(path, csv.LineNumber,
                $"column {column} is empty; expected text (\"N/A\" and \"Unknown\" are texts)");
        }

        return value.Any(char.IsControl)
            ? throw Refusal(path, csv.LineNumber,
                $"column {column} holds a line break or control character; is a quote missing?")
            : value;
    }

    private static double? ReadDegrees(CsvReader csv, int? index, string path, string column, double limit)
    {
        if (index is not { } known || csv.GetString(known) is not { Length: > 0 } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
            && Math.Abs(degrees) <= limit
                ? degrees
                : throw Refusal(
                    path, csv.LineNumber,
                        $"column {column} is {Shown(text)}; expected degrees between -{limit} and {limit}");
    }

    private static SeederException Refusal(
        string path, long lineNumber, string what, Exception? innerException = null) =>
        new($"Zone file '{path}' line {lineNumber}: {what}. No zone was loaded.", innerException);

    private static string Shown(string text)
    {
        var visible = new string([.. text.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
        return $"'{visible}{(text.Length > 80 ? "…" : "")}'";
    }
}
