using CsvHelper;

namespace CdcAnalytics.Seeder.Zones;

/// <summary>Where the columns of a zone file are.</summary>
internal sealed class ZoneColumns
{
    private static readonly string[] Required = ["LocationID", "Borough", "Zone", "service_zone"];

    /// <summary>Reads the header; throws when a column is missing or comes twice.</summary>
    public ZoneColumns(CsvReader csv, string path)
    {
        csv.ReadHeader();
        var names = csv.Headers.Select(name => name.Trim()).ToList();
        if (names.Count == 0)
        {
            throw new SeederException($"Zone file '{path}' is empty; expected a header {string.Join(",", Required)}.");
        }

        LocationId = IndexOf(Required[0], names, path);
        Borough = IndexOf(Required[1], names, path);
        Zone = IndexOf(Required[2], names, path);
        ServiceZone = IndexOf(Required[3], names, path);
        Longitude = FindIndex("longitude", names);
        Latitude = FindIndex("latitude", names);
    }

    public int LocationId { get; }

    public int Borough { get; }

    public int Zone { get; }

    public int ServiceZone { get; }

    public int? Longitude { get; }

    public int? Latitude { get; }

    private static int IndexOf(string name, List<string> names, string path)
    {
        var times = names.Count(found => found.Equals(name, StringComparison.OrdinalIgnoreCase));
        return times == 1 && FindIndex(name, names) is { } index
            ? index
            : throw new SeederException(
                $"Zone file '{path}' has {(times == 0 ? "no column" : "more than one column")} {name}; "
                + $"expected {string.Join(",", Required)} and found {Shown(string.Join(",", names))}.");
    }

    private static int? FindIndex(string name, List<string> names) =>
        names.FindIndex(found => found.Equals(name, StringComparison.OrdinalIgnoreCase)) is var index and >= 0
            ? index
            : null;

    private static string Shown(string text)
    {
        var visible = new string([.. text.Take(120).Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length > 120 ? visible + "…" : visible;
    }
}
