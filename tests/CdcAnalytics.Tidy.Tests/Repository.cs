namespace CdcAnalytics.Tidy.Tests;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdcAnalytics.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CdcAnalytics.sln above {AppContext.BaseDirectory}.");
    }
}
