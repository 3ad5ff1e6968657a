using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Rest;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Flink.Submission;

/// <summary>Writes down what the job does: state, checkpoints, watermarks, records and late drops.</summary>
internal sealed class JobWatch(
    FlinkStatements statements,
    PipelinePlan plan,
    string name,
    FlinkRestClient flink,
    JobBook book,
    SubmitterState state,
    TimeProvider timeProvider,
    ILogger logger)
{
    // Often enough for the page, and light for the JobManager.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    private long? _progressAt;
    private long? _records;
    private string? _saidState;
    private string? _recordedJob;
    private long _recordedCheckpoint;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(FlinkJob job, CancellationToken cancellationToken)
    {
        await RecordCheckpointsAsync(job, cancellationToken);
        var isDue = _progressAt is not { } last || timeProvider.GetElapsedTime(last) >= ProgressInterval;
        if (!isDue && job.State == _saidState)
        {
            return;
        }

        var activity = await ActivityAsync(job, cancellationToken);
        var now = timeProvider.GetTimestamp();
        var (records, rate) = await ProgressAsync(job, now, cancellationToken);
        await book.WriteAsync(
            new JobStatus(job.Id, job.State, activity, statements.Hash, records, rate), cancellationToken);
        _progressAt = now;
        var isHealthy = job.IsRunning && _recordedJob == job.Id;
        state.Health = new SubmitterHealth(isHealthy, isHealthy || !job.IsRunning
            ? activity
            : $"Job {job.Id} runs and has completed no checkpoint yet.");
    }

    private async Task<string> ActivityAsync(FlinkJob job, CancellationToken cancellationToken)
    {
        if (job.IsRunning)
        {
            Say();
            return $"Job {job.Id} runs.";
        }

        var cause = await flink.FindFailureAsync(job.Id, cancellationToken);
        if (cause is not null && _saidState != job.State)
        {
            logger.JobUnwell(name, job.State, cause);
            _saidState = job.State;
        }

        Say();
        return cause is null ? $"Job {job.Id} is {job.State}." : $"Job {job.Id} is {job.State}: {cause}";

        void Say()
        {
            if (_saidState != job.State)
            {
                logger.JobState(name, job.State);
                _saidState = job.State;
            }
        }
    }

    private async Task RecordCheckpointsAsync(FlinkJob job, CancellationToken cancellationToken)
    {
        var checkpoints = await flink.CheckpointsAsync(job.Id, cancellationToken);
        if (checkpoints is [var newest, ..] && (_recordedJob != job.Id || _recordedCheckpoint != newest.Id))
        {
            await book.RecordAsync(job.Id, statements.Hash, checkpoints, cancellationToken);
            _recordedJob = job.Id;
            _recordedCheckpoint = newest.Id;
        }
    }

    private async Task<(long? Records, double? PerSecond)> ProgressAsync(
        FlinkJob job, long now, CancellationToken cancellationToken)
    {
        if (!job.IsRunning)
        {
            _records = null;
            return (null, null);
        }

        var progress = await flink.ProgressAsync(job.Id, cancellationToken);
        // Each window operator drops the same late events of the same table; the greatest number is the events'.
        var dropped = progress.DroppedLateByWindow.Count > 0 ? progress.DroppedLateByWindow.Max() : 0;
        long total = 0;
        foreach (var source in plan.Sources)
        {
            var table = FlinkName.OfTable(source.SchemaName, source.Name);
            var wires = progress.Sources.Where(wire => WireTable.IsOf(wire.Table, table)).ToList();
            var records = wires.Count > 0 ? wires.Max(wire => wire.Records) : 0;
            total += records;
            await book.WriteAsync(
                new SourceStatus(
                    source.Name,
                    wires.Select(wire => wire.Watermark).FirstOrDefault(watermark => watermark is not null),
                    records,
                    source.Watermark is null ? 0 : dropped),
                cancellationToken);
        }

        var rate = _records is { } before && _progressAt is { } last && total >= before
            ? (total - before) / timeProvider.GetElapsedTime(last, now).TotalSeconds
            : (double?)null;
        _records = total;
        return (total, rate);
    }
}
