using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.ConnectorManager.DeadLetters;

/// <summary>Degraded while there are dead letters, or while they cannot be counted. Never unhealthy.</summary>
internal sealed class DeadLettersHealthCheck(DeadLetterWatch watch) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var count = watch.Current;
        return Task.FromResult(count switch
        {
            { Problem: { } problem } => HealthCheckResult.Degraded(problem),
            { Records: > 0 } => HealthCheckResult.Degraded(
                $"{count.Records} records lie in {string.Join(", ", count.Topics)}: their results are missing. "
                    + "The command dead-letters shows them with their reasons."),
            _ => HealthCheckResult.Healthy(),
        });
    }
}
