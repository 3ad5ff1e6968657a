using CdcAnalytics.Sql;
using CdcAnalytics.Sql.Scripts;

namespace CdcAnalytics.Flink.Submission;

/// <summary>The SQL files of a pipeline on disk.</summary>
public static class PipelineFolder
{
    /// <summary>Compiles all <c>*.sql</c> files of a folder, in the order of their names.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or no SQL file in it.</exception>
    /// <exception cref="SqlException">The SQL cannot be run.</exception>
    public static PipelineScript Compile(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] paths = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal)]
            : [];
        return paths.Length == 0
            ? throw new DirectoryNotFoundException(
                $"No *.sql files in '{folder}'. Set Flink__Pipelines to a folder with the pipeline's CREATE TABLE and "
                + "INSERT INTO statements.")
            : PipelineCompiler.CompileScript([.. paths.Select(path => new SqlFile(path, File.ReadAllText(path)))]);
    }
}
