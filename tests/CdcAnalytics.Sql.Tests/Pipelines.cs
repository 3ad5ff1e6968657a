using CdcAnalytics.Testing;

namespace CdcAnalytics.Sql.Tests;

/// <summary>The pipelines of the repository.</summary>
internal static class Pipelines
{
    public static IReadOnlyList<SqlFile> NycTaxi()
    {
        var root = RepositoryFiles.Root;
        return
        [
            .. Directory.GetFiles(Path.Combine(root, "pipelines/nyc-taxi"), "*.sql")
                .Order(StringComparer.Ordinal)
                .Select(
                    path => new SqlFile(Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path))),
        ];
    }
}
