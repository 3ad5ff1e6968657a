using CdcAnalytics.Dashboard.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CdcAnalytics.Dashboard.Standalone;

/// <summary>
/// Turns what the Flink submitter writes down about its job (schema <c>cdc</c>) into the status on the page.
/// </summary>
internal sealed partial class FlinkJobFollower(
    NpgsqlDataSource dataSource,
    PipelineStatusBoard board,
    IOptions<StandaloneDashboardOptions> options,
    TimeProvider timeProvider,
    ILogger<FlinkJobFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private string? _problem;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        var topology = new TopologyChoice(options.Value.Topology, options.Value.TopologyReason);
        do
        {
            try
            {
                var status = await FlinkJobReader.ReadAsync(
                    dataSource, options.Value, topology, timeProvider.GetUtcNow(), stoppingToken);
                board.Update(before => status with { Notices = before.Notices });
                ReportChange(problem: null);
            }
            catch (NpgsqlException exception)
            {
                // A database that is away is shown as such by the page itself; the last status stands until then.
                ReportChange(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Once per outage, not twice a second.
    private void ReportChange(string? problem)
    {
        if ((problem is null) != (_problem is null))
        {
            board.Notice(new PipelineNotice(
                timeProvider.GetUtcNow(),
                problem is null ? NoticeSeverity.Information : NoticeSeverity.Warning,
                problem is null ? "The database answers again." : $"The database does not answer: {problem}"));
            if (problem is not null)
            {
                LogStatusUnknown(problem);
            }
        }

        _problem = problem;
    }

    [LoggerMessage(DashboardEventIds.StatusUnknown, LogLevel.Warning, "The pipeline's status is unknown: {Problem}")]
    private partial void LogStatusUnknown(string problem);
}
