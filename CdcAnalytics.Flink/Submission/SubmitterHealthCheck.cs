using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Flink.Submission;

/// <summary>Healthy when the job is RUNNING with at least one completed checkpoint; else it says why not.</summary>
internal sealed class SubmitterHealthCheck(SubmitterState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        var health = state.Health;
        return Task.FromResult(health.IsHealthy
            ? HealthCheckResult.Healthy(health.Description)
            : new HealthCheckResult(context.Registration.FailureStatus, health.Description));
    }
}
