using CdcAnalytics.Dashboard.Status;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>Healthy while the pipeline reads or follows the log; the description says what it is doing.</summary>
internal sealed class PipelineHealthCheck(PipelineStatusBoard board) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var status = board.Current;
        return Task.FromResult(status.Phase switch
        {
            PipelinePhase.Snapshot or PipelinePhase.CatchingUp or PipelinePhase.Tailing =>
                HealthCheckResult.Healthy(status.Activity),
            PipelinePhase.Resynchronising => HealthCheckResult.Degraded(status.Activity),
            _ => HealthCheckResult.Unhealthy(status.Activity),
        });
    }
}
