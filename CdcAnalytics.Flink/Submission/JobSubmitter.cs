using CdcAnalytics.Flink.Gateway;
using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Rest;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Flink.Submission;

/// <summary>
/// Makes sure that the pipeline's job is there: finds it, or submits it where it stopped. Only the holder of the
/// pipeline's lock may call it.
/// </summary>
internal sealed class JobSubmitter(
    FlinkStatements statements,
    string name,
    bool mayRebuild,
    WarmSession session,
    FlinkRestClient flink,
    JobBook book,
    ResumePoints resumePoints,
    ResultTables tables,
    ILogger logger)
{
    private static readonly TimeSpan SavepointTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private string? _verified;

    /// <summary>The job that is there, of these statements; null when there is none.</summary>
    public async Task<FlinkJob?> FindAsync(CancellationToken cancellationToken)
    {
        var jobs = await flink.FindJobsAsync(name, cancellationToken);
        return jobs.FirstOrDefault(job => !job.HasEnded);
    }

    /// <summary>The job, found or submitted.</summary>
    /// <param name="holder">The right to submit.</param>
    /// <param name="cancellationToken">Ends the work; a job submitted is found next time.</param>
    public async Task<FlinkJob> EnsureAsync(PipelineLock holder, CancellationToken cancellationToken)
    {
        var job = await FindAsync(cancellationToken);
        if (job is not null)
        {
            if (job.Id == _verified)
            {
                return job;
            }

            // The job carries its hash itself: what was submitted and not written down is known all the same.
            var hash = await flink.FindParameterAsync(job.Id, FlinkGenerator.HashParameter, cancellationToken);
            if (hash == statements.Hash)
            {
                logger.JobFound(name, job.Id);
                await tables.EnsureAsync(isNew: false, cancellationToken);
                _verified = job.Id;
                return job;
            }
        }

        await holder.VerifyAsync(cancellationToken);
        var recorded = await book.FindHashAsync(cancellationToken);
        if (job is not null || (recorded is not null && recorded != statements.Hash))
        {
            await MakeWayAsync(job, cancellationToken);
            recorded = null;
        }
        else
        {
            await tables.EnsureAsync(isNew: recorded is null, cancellationToken);
        }

        return await SubmitAsync(holder, wasThere: recorded is not null, cancellationToken);
    }

    // State of other queries is not resumed from, even where Flink would take it: rows that the old queries let through
    // or held back would stay so.
    private async Task MakeWayAsync(FlinkJob? old, CancellationToken cancellationToken)
    {
        if (!mayRebuild)
        {
            throw new QueryChangeException();
        }

        logger.QueriesChanged(old?.Id);
        if (old is not null)
        {
            try
            {
                var path = await flink.SavepointAsync(old.Id, thenStop: true, SavepointTimeout, cancellationToken);
                logger.SavepointTaken(path);
            }
            catch (FlinkException e)
            {
                logger.SavepointFailed(e.Message);
                await flink.CancelAsync(old.Id, cancellationToken);
            }

            await UntilAsync(
                old.Id, job => job is null || job.HasEnded, EndTimeout, $"end of job {old.Id}", cancellationToken);
        }

        await RestartTablesAsync(cancellationToken);
    }

    private async Task RestartTablesAsync(CancellationToken cancellationToken)
    {
        await book.ForgetAllAsync(cancellationToken);
        await tables.EmptyAsync(cancellationToken);
        await tables.EnsureAsync(isNew: false, cancellationToken);
    }

    private async Task<FlinkJob> SubmitAsync(PipelineLock holder, bool wasThere, CancellationToken cancellationToken)
    {
        foreach (var point in await resumePoints.FindAsync(cancellationToken))
        {
            var (job, problem) = await TryAsync(holder, point.Path, cancellationToken);
            if (job is not null)
            {
                return job;
            }

            logger.CheckpointUnusable(point.Path, problem);
            await book.ForgetAsync(point.Path, cancellationToken);
        }

        if (wasThere)
        {
            // The topics' beginning is all that is left; what stands in the tables may hold rows long deleted.
            logger.Rebuilt();
            await RestartTablesAsync(cancellationToken);
        }

        var (begun, failure) = await TryAsync(holder, path: null, cancellationToken);
        return begun ?? throw new FlinkException($"The job {name} failed at its start: {failure}");
    }

    private async Task<(FlinkJob? Job, string Problem)> TryAsync(
        PipelineLock holder, string? path, CancellationToken cancellationToken)
    {
        await holder.VerifyAsync(cancellationToken);
        // Written down before it exists: a job that nobody knows could not be resumed from.
        var id = Guid.NewGuid().ToString("N");
        await book.BeginAttemptAsync(id, statements.Hash, cancellationToken);
        try
        {
            await session.SubmitAsync(statements.Submission, id, path, cancellationToken);
        }
        catch (FlinkException e) when (path is not null && IsAboutState(e.Message, path))
        {
            return (null, e.Message);
        }

        var origin = path is null ? "from the beginning of its topics" : $"resumed from {path}";
        logger.JobSubmitted(name, id, origin);
        await book.WriteAsync(
            new JobStatus(id, "CREATED", $"Submitted, {origin}.", statements.Hash, null, null), cancellationToken);
        var job = await UntilAsync(
            id, found => found is { IsRunning: true } or { HasEnded: true }, StartTimeout, $"start of job {id}",
            cancellationToken);
        if (job is not { HasEnded: true })
        {
            _verified = id;
            return (job ?? throw new FlinkException($"The job {id} vanished at its start."), "");
        }

        var cause = await flink.FindFailureAsync(id, cancellationToken) ?? job.State;
        return path is not null && IsAboutState(cause, path)
            ? (null, cause)
            : throw new FlinkException($"The job {name} failed at its start: {cause}");
    }

    // Only what names the checkpoint, or says that it cannot be parsed, drops it: results are rebuilt for want of
    // another, and a cluster without slots or brokers without metadata are no reason for that.
    private static bool IsAboutState(string problem, string path) =>
        problem.Contains(path[(path.TrimEnd('/').LastIndexOf('/') + 1)..], StringComparison.Ordinal)
        || problem.Contains("magic number", StringComparison.OrdinalIgnoreCase);

    private async Task<FlinkJob?> UntilAsync(
        string id, Func<FlinkJob?, bool> isSo, TimeSpan timeout, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            while (true)
            {
                var jobs = await flink.FindJobsAsync(name, limit.Token);
                var job = jobs.FirstOrDefault(one => one.Id == id);
                if (isSo(job))
                {
                    return job;
                }

                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FlinkException($"Waited {timeout.TotalSeconds:0} s in vain for the {what}.", e);
        }
    }
}
