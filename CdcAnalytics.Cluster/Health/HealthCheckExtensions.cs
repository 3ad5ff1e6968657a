using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Health;

/// <summary>Health checks that are asked by hand, outside the service that else runs them.</summary>
internal static class HealthCheckExtensions
{
    /// <summary>Asks once.</summary>
    public static Task<HealthCheckResult> AskAsync(this IHealthCheck check, CancellationToken cancellationToken) =>
        check.CheckHealthAsync(
            new HealthCheckContext
            {
                Registration = new HealthCheckRegistration("asked", check, HealthStatus.Unhealthy, tags: null),
            },
            cancellationToken);
}
