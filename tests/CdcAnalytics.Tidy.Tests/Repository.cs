namespace CdcAnalytics.Tidy.Tests;

/// <summary>The checkout these tests were built from, as files; what builds make is left out.</summary>
internal static class Repository
{
    private static readonly string[] LeftOut =
        [".git", ".idea", ".vs", "artifacts", "bin", "node_modules", "obj", "TestResults", "wwwroot", ".data"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file whose name ends so, in order of path.</summary>
    public static IReadOnlyList<RepositoryFile> Files(params string[] endings) =>
    [
        .. Walk(new DirectoryInfo(Root))
            .Where(file => endings.Any(ending => file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .Select(file => new RepositoryFile(file.FullName, RelativePath(file.FullName)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string RelativePath(string fullPath) =>
        Path.GetRelativePath(Root, fullPath).Replace(Path.DirectorySeparatorChar, '/');

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(
            folder.EnumerateDirectories().Where(inner => !LeftOut.Contains(inner.Name)).SelectMany(Walk));

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
