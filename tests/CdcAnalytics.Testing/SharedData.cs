namespace CdcAnalytics.Testing;

/// <summary>The real TLC sample, which the repository does not hold.</summary>
public static class SharedData
{
    /// <summary>Names the folder; else it is shared/data beside the checkout or beside a folder above it.</summary>
    public const string Variable = "CDC_SHARED_DATA";

    /// <summary>25,000 rows of 2024-01.</summary>
    public const string TripSample = "yellow_2024-01_head24000_plus_null1000.parquet";

    /// <summary>The real zone table, 265 rows.</summary>
    public const string ZoneLookup = "taxi_zone_lookup.csv";

    /// <summary>The path of a file, or a skipped test; a failed one in CI when the variable is set and wrong.</summary>
    public static string FileOrSkip(string name)
    {
        foreach (var folder in Folders())
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        var message = $"The real sample {name} is not here; set {Variable} to its folder or put it in shared/data "
            + "beside the checkout.";
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return "";
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            yield return folder;
            yield break;
        }

        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            yield return Path.Combine(parent.FullName, "shared", "data");
        }
    }
}
