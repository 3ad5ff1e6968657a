using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Sql;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>The SQL files of a pipeline on disk.</summary>
public static class PipelineFiles
{
    /// <summary>The pipelines that come with the program.</summary>
    public static string NycTaxiFolder => Path.Combine(AppContext.BaseDirectory, "pipelines", "nyc-taxi");

    /// <summary>Compiles all <c>*.sql</c> files of a folder, in the order of their names.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or no SQL file in it.</exception>
    public static PipelinePlan Compile(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] paths = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal)]
            : [];
        if (paths.Length == 0)
        {
            throw new DirectoryNotFoundException(
                $"No *.sql files in '{folder}'. Name a folder with the pipeline's CREATE TABLE and INSERT INTO "
                + "statements.");
        }

        return PipelineCompiler.Compile([.. paths.Select(path => new SqlFile(path, File.ReadAllText(path)))]);
    }
}
