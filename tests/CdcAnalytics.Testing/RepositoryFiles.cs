namespace CdcAnalytics.Testing;

/// <summary>Finds the repository's own files from wherever the tests run.</summary>
public static class RepositoryFiles
{
    /// <summary>The folder of the solution.</summary>
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

        throw new DirectoryNotFoundException($"No CdcAnalytics.sln in {AppContext.BaseDirectory} or above it.");
    }
}
