using System.Globalization;
using CdcAnalytics.Flink.Rest;

namespace CdcAnalytics.Flink.Submission;

/// <summary>
/// Flink's folder of checkpoints as this service sees it: <c>JOB/chk-7/_metadata</c>. Flink writes the last file under
/// another name and renames it, and commits the results only afterwards; so what is complete here is all that may be
/// committed, however and whenever the JobManager died.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class CheckpointFolder(string path)
{
    private const string Prefix = "chk-";
    private const string LastFile = "_metadata";

    /// <summary>Whether it is there; Flink makes it with the first job.</summary>
    public bool IsThere => Directory.Exists(path);

    /// <inheritdoc/>
    public override string ToString() => path;

    /// <summary>The complete checkpoints of a job, in no order.</summary>
    /// <param name="jobId">The job; one that completed none has none.</param>
    /// <param name="flinkFolder">The same folder as Flink sees it, a URI.</param>
    /// <exception cref="FlinkException">It may not be read.</exception>
    public IReadOnlyList<FlinkCheckpoint> List(string jobId, string flinkFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        ArgumentException.ThrowIfNullOrEmpty(flinkFolder);
        var found = new List<FlinkCheckpoint>();
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(path, jobId), Prefix + "*"))
            {
                var name = Path.GetFileName(folder);
                var last = new FileInfo(Path.Combine(folder, LastFile));
                if (last.Exists && long.TryParse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var id))
                {
                    found.Add(new FlinkCheckpoint(
                        id, $"{flinkFolder.TrimEnd('/')}/{jobId}/{name}", new DateTimeOffset(last.LastWriteTimeUtc)));
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // A job's folder is made when the job starts.
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new FlinkException($"Flink__CheckpointFolder cannot be read: {exception.Message}", exception);
        }

        return found;
    }
}
