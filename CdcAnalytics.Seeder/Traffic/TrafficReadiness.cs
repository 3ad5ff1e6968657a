using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Seeder.Traffic;

/// <summary>Healthy once the source tables and their zones are there; what captures them may then start.</summary>
internal sealed class TrafficReadiness : IHealthCheck
{
    private volatile string? _problem = "The source tables are not created yet.";

    /// <summary>Says that the tables are there.</summary>
    public void SetReady() => _problem = null;

    /// <summary>Says why they are not, or why trips have stopped.</summary>
    public void SetProblem(string problem) => _problem = problem;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(_problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}
