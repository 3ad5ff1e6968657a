using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Engine;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Postgres;
using CdcAnalytics.Postgres.Preflight;
using CdcAnalytics.Postgres.Sink;
using Npgsql;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>
/// One life of a pipeline: from the last checkpoint until it is stopped or something fails. Everything it knows comes
/// from the database, so that the next life goes on exactly where this one's last commit was.
/// </summary>
public sealed class PipelineLife
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly PipelinePlan _plan;
    private readonly PipelineLifeOptions _options;
    private readonly PipelineMonitor _monitor;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TimeProvider _timeProvider;

    /// <summary>A pipeline of that plan on that database.</summary>
    public PipelineLife(
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        PipelineLifeOptions options,
        PipelineMonitor monitor,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider)
    {
        _dataSource = dataSource;
        _plan = plan;
        _options = options;
        _monitor = monitor;
        _loggerFactory = loggerFactory;
        _timeProvider = timeProvider;
    }

    /// <summary>Lives once.</summary>
    /// <param name="isResynchronising">
    /// Whether the slot was lost: live results are computed anew from a new snapshot, final ones stand.
    /// </param>
    /// <param name="cancellationToken">Ends the life; a commit under way is let through.</param>
    /// <exception cref="PreflightException">
    /// The server, role or tables are not ready; the message lists what mends them.
    /// </exception>
    /// <exception cref="PipelineChangedException">The stored state is of other queries.</exception>
    public async Task RunAsync(bool isResynchronising, CancellationToken cancellationToken)
    {
        _monitor.Enter(PipelinePhase.Preflight, "Checking the server, the tables and what we may do.");
        await CheckAsync(cancellationToken);
        await using var sink = await PostgresResultSink.OpenAsync(
            _dataSource, _plan, _options.Sink, _loggerFactory.CreateLogger<PostgresResultSink>(), cancellationToken);
        var checkpoint = await sink.LoadAsync(cancellationToken);
        var engine = checkpoint is null
            ? new PipelineEngine(_plan, _options.Engine)
            : PipelineEngine.Restore(_plan, _options.Engine, checkpoint);
        var position = checkpoint?.Position;
        if (isResynchronising && checkpoint is not null)
        {
            // Committed before the new slot is made: a crash in between must not take the old position to the new slot,
            // which would silently skip what lies between.
            position = await ForgetPositionAsync(engine, sink, cancellationToken);
        }

        checkpoint = null;
        _monitor.BeginLife(_plan, isResynchronising);
        await using var source = await PostgresChangeSource.OpenAsync(
            _options.Source,
            _plan.Sources,
            position,
            _timeProvider,
            _loggerFactory.CreateLogger<PostgresChangeSource>(),
            cancellationToken);
        var runner = new PipelineRunner(
            _plan, engine, source, sink, _options.Runner, _monitor, _timeProvider);
        await runner.RunAsync(cancellationToken);
    }

    private static async Task<SourcePosition> ForgetPositionAsync(
        PipelineEngine engine, PostgresResultSink sink, CancellationToken cancellationToken)
    {
        engine.BeginResynchronisation();
        var epoch = engine.CompleteEpoch(new SourcePosition(CommitEndLsn: null, SourceState: null));
        await sink.CommitAsync(epoch, cancellationToken);
        return epoch.End;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var findings = await PreflightCheck.RunAsync(_dataSource, _plan.Sources, _options.Source, cancellationToken);
        if (findings.Any(finding => finding.Severity == PreflightSeverity.Error))
        {
            throw new PreflightException(findings);
        }

        foreach (var finding in findings)
        {
            _monitor.Notice(NoticeSeverity.Warning, finding.ToString());
        }
    }
}
