using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Postgres.Slots;
using Npgsql;
using Polly;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>
/// Keeps a pipeline living: after a transient failure the next life begins at the last checkpoint; after a lost slot it
/// begins with a new snapshot; after changed queries (where allowed) from nothing. Other failures end it.
/// </summary>
public sealed class PipelineSupervisor
{
    private readonly ResiliencePipeline _retry;
    private readonly NpgsqlDataSource _dataSource;
    private readonly PipelinePlan _plan;
    private readonly PipelineLifeOptions _options;
    private readonly bool _isRebuildAllowed;
    private readonly PipelineMonitor _monitor;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private bool _isResynchronising;

    /// <summary>A pipeline of that plan on that database.</summary>
    public PipelineSupervisor(
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        PipelineLifeOptions options,
        bool isRebuildAllowed,
        PipelineMonitor monitor,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider)
    {
        _dataSource = dataSource;
        _plan = plan;
        _options = options;
        _isRebuildAllowed = isRebuildAllowed;
        _monitor = monitor;
        _loggerFactory = loggerFactory;
        _logger = loggerFactory.CreateLogger<PipelineSupervisor>();
        _timeProvider = timeProvider;
        _retry = DatabaseRetry.Create(timeProvider, ReportRetry);
    }

    /// <summary>Lives until cancelled; any other end is the exception that could not be mended here.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _retry.ExecuteAsync(async token => await LiveAsync(token), cancellationToken);
        }
    }

    /// <summary>
    /// One life. A failure after which the next life can begin at once, because this one got somewhere or the reason is
    /// mended, is no failure to the retries; they count only those in a row.
    /// </summary>
    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        var life = new PipelineLife(_dataSource, _plan, _options, _monitor, _loggerFactory, _timeProvider);
        var commitsBefore = _monitor.CommitCount;
        try
        {
            await life.RunAsync(_isResynchronising, cancellationToken);
        }
        catch (ResynchronisationRequiredException exception) when (!_isResynchronising)
        {
            _isResynchronising = true;
            _logger.Resynchronising(exception);
            _monitor.Notice(NoticeSeverity.Error, exception.Message + " The tables are being read again.");
        }
        catch (PipelineChangedException exception) when (_isRebuildAllowed)
        {
            _logger.Rebuilding(exception);
            _monitor.Notice(NoticeSeverity.Warning, "The queries changed: all results are computed anew.");
            await PostgresResultSink.RebuildAsync(
                _dataSource,
                _plan,
                _options.Sink,
                _loggerFactory.CreateLogger<PostgresResultSink>(),
                cancellationToken);
        }
        catch (Exception exception) when (DatabaseRetry.IsTransient(exception) && _monitor.CommitCount > commitsBefore)
        {
            // The new snapshot's first rows are committed: the next life goes on inside it.
            _isResynchronising = false;
            _logger.LifeEnded(exception.Message);
            _monitor.Enter(PipelinePhase.StartingServer, "The database went away; going on from the last checkpoint.");
        }
    }

    private void ReportRetry(Exception? exception, int failures, TimeSpan pause)
    {
        _logger.LifeFailed(failures, DatabaseRetry.MaxFailuresInARow, exception?.Message, pause);
        _monitor.Enter(PipelinePhase.StartingServer, "The database does not answer; trying again.");
    }
}
