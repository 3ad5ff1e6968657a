using CdcAnalytics.Cluster.Topics;
using CdcAnalytics.Flink.Gateway;
using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Rest;
using CdcAnalytics.Flink.Settings;
using CdcAnalytics.Sql.Scripts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Flink.Submission;

/// <summary>Keeps the pipeline's job running for ever, and writes down how it is.</summary>
internal sealed class SubmitterWorker(
    FlinkServiceSettings settings,
    PipelineScript script,
    FlinkStatements statements,
    SqlGatewayClient gateway,
    FlinkRestClient flink,
    NpgsqlDataSource dataSource,
    SubmitterState state,
    TimeProvider timeProvider,
    ILogger<SubmitterWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PrepareTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SubmitTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan GreatestDelay = TimeSpan.FromSeconds(2);

    // A job that was down for less reads every change, and not what compaction left of them: which events are late for
    // a window is decided by all of them.
    private static readonly Dictionary<string, string> _sourceTopicSettings = new()
    {
        ["min.compaction.lag.ms"] = "86400000",
    };

    private readonly JobBook _book = new(dataSource, settings.Job.Name);
    private readonly WarmSession _session = new(gateway, statements.Settings, statements.Tables);
    private bool _isPrepared;
    private bool _isStandby;
    private long _keptAliveAt;
    private PipelineLock? _lock;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var submitter = new JobSubmitter(
            statements, settings.Job.Name, settings.RebuildOnQueryChange, _session, flink, _book, ResumePoints(),
            new ResultTables(dataSource, script.Plan), logger);
        var watch = new JobWatch(
            statements, script.Plan, settings.Job.Name, flink, _book, state, timeProvider, logger);
        var delay = LeastDelay;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await LookAsync(submitter, watch, stoppingToken);
                    delay = LeastDelay;
                    await Task.Delay(LookInterval, timeProvider, stoppingToken);
                }
                catch (Exception e) when (IsTransient(e, stoppingToken))
                {
                    // Short delays: after the loss of a JobManager every second here is one more without results.
                    logger.Retried((long)delay.TotalMilliseconds, e.Message);
                    state.Health = new SubmitterHealth(IsHealthy: false, e.Message);
                    await GiveUpLostLockAsync();
                    await Task.Delay(delay, timeProvider, stoppingToken);
                    delay = delay * 2 < GreatestDelay ? delay * 2 : GreatestDelay;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            if (_lock is not null)
            {
                await _lock.DisposeAsync();
            }
        }
    }

    private ResumePoints ResumePoints() => new(
        statements,
        settings.Job.Name,
        settings.Job.TransactionTimeout,
        settings.CheckpointFolder is { } folder ? new CheckpointFolder(folder) : null,
        flink,
        _book,
        timeProvider,
        logger);

    private async Task LookAsync(JobSubmitter submitter, JobWatch watch, CancellationToken cancellationToken)
    {
        _lock ??= await PipelineLock.TryTakeAsync(dataSource, settings.Job.Name, cancellationToken);
        if (_lock is null)
        {
            if (!_isStandby)
            {
                logger.StandsBy(settings.Job.Name);
                _isStandby = true;
            }

            state.Health = new SubmitterHealth(
                IsHealthy: true, "Another submitter has the pipeline; this one stands by.");
            return;
        }

        _isStandby = false;
        if (!_isPrepared)
        {
            var warmUp = WarmUpAsync(cancellationToken);
            try
            {
                await PrepareInTimeAsync(cancellationToken);
                _isPrepared = true;
            }
            finally
            {
                // The session is for one caller at a time.
                await warmUp;
            }
        }

        var job = await submitter.EnsureAsync(_lock, cancellationToken)
            .WaitAsync(SubmitTimeout, timeProvider, cancellationToken);
        await watch.LookAsync(job, cancellationToken);
        await KeepWarmAsync(cancellationToken);
    }

    // The gateway is there before the brokers are: its session, and the classes of its parser, are loaded meanwhile.
    // Planning the job beforehand as well was tried: where cores are few, it takes them from the brokers.
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                await _session.EnsureAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or FlinkException)
            {
                if (timeProvider.GetElapsedTime(startedAt) > WarmUpTimeout)
                {
                    // It is opened when the job is submitted.
                    logger.GatewayAway(e.Message);
                    return;
                }
            }

            await Task.Delay(LookInterval, timeProvider, cancellationToken);
        }
    }

    // A session at hand saves seconds when the job has to be submitted again.
    private async Task KeepWarmAsync(CancellationToken cancellationToken)
    {
        if (_keptAliveAt == 0 || timeProvider.GetElapsedTime(_keptAliveAt) >= KeepAliveInterval)
        {
            _keptAliveAt = timeProvider.GetTimestamp();
            try
            {
                await _session.EnsureAsync(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or FlinkException)
            {
                // The job runs without the gateway.
                logger.GatewayAway(e.Message);
            }
        }
    }

    // Bounded as a whole, and begun anew with new connections: beside brokers that were just coming up it did not end.
    private async Task PrepareInTimeAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PrepareTimeout, timeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await Task.Run(() => PrepareAsync(limit.Token), limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The tables of schema cdc and the topics on {settings.BootstrapServers} were not ready within "
                + $"{PrepareTimeout.TotalSeconds:0} s.",
                e);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _book.EnsureAsync(cancellationToken);
        await EnsureTopicsAsync(cancellationToken);
    }

    private async Task EnsureTopicsAsync(CancellationToken cancellationToken)
    {
        using var topics = new TopicAdministrator(settings.BootstrapServers, logger, timeProvider);
        await topics.EnsureAsync(
            [
                .. statements.SourceTopics.Select(topic => Definition(topic) with { Settings = _sourceTopicSettings }),
                .. statements.ResultTopics.Select(Definition),
            ],
            cancellationToken);
    }

    private TopicDefinition Definition(string topic) => new(topic)
    {
        Partitions = settings.Job.SourcePartitions,
        ReplicationFactor = settings.ReplicationFactor,
    };

    private async Task GiveUpLostLockAsync()
    {
        if (_lock is { IsHeld: false } lost)
        {
            _lock = null;
            await lost.DisposeAsync();
        }
    }

    // A table of another's or changed queries are for people to mend, and mended while this waits.
    private static bool IsTransient(Exception e, CancellationToken stoppingToken) =>
        e is HttpRequestException or FlinkException or NpgsqlException or TopicException or TimeoutException
            or QueryChangeException or Postgres.Sink.ResultTableConflictException
        || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested);
}
