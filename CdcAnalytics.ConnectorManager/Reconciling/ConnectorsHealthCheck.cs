using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>
/// Healthy when every desired connector runs with all of its tasks. A FAILED task is unhealthy though Connect answers.
/// </summary>
internal sealed class ConnectorsHealthCheck(StateBoard board) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Judge(board.Current));

    private static HealthCheckResult Judge(ManagerState state)
    {
        if (state.Problem is { } problem)
        {
            return HealthCheckResult.Unhealthy(problem);
        }

        var wrong = state.Connectors.Where(connector => connector.Health != ConnectorHealth.Running).ToArray();
        if (wrong.Length == 0)
        {
            return HealthCheckResult.Healthy($"{state.Connectors.Count} connectors run.");
        }

        var text = string.Join("; ", wrong.Select(connector =>
            $"connector {connector.Name}: {connector.Detail}"
                + (connector.Restarts > 0 ? $" (restarted {connector.Restarts} times)" : string.Empty)));
        return wrong.Any(connector => connector.Health == ConnectorHealth.Failed)
            ? HealthCheckResult.Unhealthy(text)
            : HealthCheckResult.Degraded(text);
    }
}
