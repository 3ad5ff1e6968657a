using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Rest;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Flink.Submission;

/// <summary>
/// Where a job that is gone can go on. It must be the very last checkpoint: what was committed after an older one would
/// stand beside what the new job computes.
/// </summary>
/// <param name="statements">The job's statements.</param>
/// <param name="name">The job's name.</param>
/// <param name="transactionTimeout">How long results wait in the brokers for their commit.</param>
/// <param name="folder">Flink's checkpoints; null where this service does not see them.</param>
/// <param name="flink">The JobManager.</param>
/// <param name="book">Attempts and noted checkpoints.</param>
/// <param name="timeProvider">The age of a checkpoint is by its clock.</param>
/// <param name="logger">Receives what cannot be used.</param>
internal sealed class ResumePoints(
    FlinkStatements statements,
    string name,
    TimeSpan transactionTimeout,
    CheckpointFolder? folder,
    FlinkRestClient flink,
    JobBook book,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const string FolderSetting = "execution.checkpointing.dir";

    /// <summary>The checkpoints to try, the newest first; none when the job has to begin anew.</summary>
    public async Task<IReadOnlyList<FlinkCheckpoint>> FindAsync(CancellationToken cancellationToken)
    {
        var found = folder is null
            ? await NotedAsync(cancellationToken)
            : await ListedAsync(folder, cancellationToken);
        // A job that was resumed numbers on, so the numbers are in order over all attempts.
        var points = found.OrderByDescending(point => point.Id).ToList();
        if (points is [var newest, ..] && timeProvider.GetUtcNow() - newest.CompletedAt > transactionTimeout)
        {
            // The brokers may have given its results up, which the state takes for written.
            logger.CheckpointTooOld(newest.Path, newest.CompletedAt, transactionTimeout);
            return [];
        }

        return points;
    }

    private async Task<IReadOnlyList<FlinkCheckpoint>> ListedAsync(
        CheckpointFolder checkpoints, CancellationToken cancellationToken)
    {
        var attempts = await book.AttemptsAsync(statements.Hash, cancellationToken);
        if (attempts.Count == 0)
        {
            return [];
        }

        if (!checkpoints.IsThere && (await book.CheckpointsAsync(statements.Hash, cancellationToken)).Count > 0)
        {
            // To begin anew would be right as well, and take as long as the topics are long.
            throw new FlinkException(
                $"Flink__CheckpointFolder is '{checkpoints}', which is not there, though Flink completed checkpoints. "
                + "Set it to where this service sees them, or leave it out.");
        }

        var flinkFolder = await flink.FindSettingAsync(FolderSetting, cancellationToken)
            ?? throw new FlinkException($"Flink has no {FolderSetting}; without it no job survives its JobManager.");
        return [.. attempts.SelectMany(attempt => checkpoints.List(attempt, flinkFolder))];
    }

    // A job that was cancelled or failed may have completed a checkpoint since the last look, and dropped the one
    // before. A JobManager that died remembers none; the older checkpoints that it retains are noted already.
    private async Task<IReadOnlyList<FlinkCheckpoint>> NotedAsync(CancellationToken cancellationToken)
    {
        var jobs = await flink.FindJobsAsync(name, cancellationToken);
        if (jobs is [{ HasEnded: true } last, ..]
            && await flink.FindParameterAsync(last.Id, FlinkGenerator.HashParameter, cancellationToken)
                == statements.Hash)
        {
            var checkpoints = await flink.CheckpointsAsync(last.Id, cancellationToken);
            await book.RecordAsync(last.Id, statements.Hash, checkpoints, cancellationToken);
        }

        return await book.CheckpointsAsync(statements.Hash, cancellationToken);
    }
}
