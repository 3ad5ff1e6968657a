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

    /// <summary>The complete checkpoints of a job, in no order.</summary>
    /// <param name="jobId">The job; one that completed none has none.</param>
    /// <param name="flinkFolder">The same folder as Flink sees it, a URI.</param>
    /// <exception cref="FlinkException">The folder is not there.</exception>
    public IReadOnlyList<FlinkCheckpoint> List(string jobId, string flinkFolder)
    {
        if (!Directory.Exists(path))
        {
            throw new FlinkException(
                $"Flink__CheckpointFolder is '{path}', which is not there. Set it to where this service sees Flink's "
                + $"{flinkFolder}, or leave it out.");
        }

        var job = Path.Combine(path, jobId);
        if (!Directory.Exists(job))
        {
            return [];
        }

        var found = new List<FlinkCheckpoint>();
        foreach (var folder in Directory.EnumerateDirectories(job, Prefix + "*"))
        {
            var name = Path.GetFileName(folder);
            var last = new FileInfo(Path.Combine(folder, LastFile));
            if (last.Exists && long.TryParse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var id))
            {
                found.Add(new FlinkCheckpoint(
                    id, $"{flinkFolder.TrimEnd('/')}/{jobId}/{name}", new DateTimeOffset(last.LastWriteTimeUtc)));
            }
        }

        return found;
    }
}
