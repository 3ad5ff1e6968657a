using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Health;

/// <summary>Healthy when the JobManager answers and the wanted TaskManagers and slots have registered.</summary>
/// <param name="client">Sends; belongs to the caller.</param>
/// <param name="address">The JobManager's REST address, null while it is not known.</param>
/// <param name="taskManagers">How many there should be.</param>
/// <param name="slots">How many slots there should be in all, free or taken.</param>
public sealed class FlinkHealthCheck(HttpClient client, Func<Uri?> address, int taskManagers, int slots) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        EngineHttp.CheckAsync(client, "Flink's JobManager", address(), "overview", Judge, cancellationToken);

    // {"taskmanagers":1,"slots-total":4,"slots-available":4,"jobs-running":0, ...}
    private HealthCheckResult Judge(JsonElement page)
    {
        var registered = page.GetProperty("taskmanagers").GetInt32();
        var total = page.GetProperty("slots-total").GetInt32();
        return registered >= taskManagers && total >= slots
            ? HealthCheckResult.Healthy($"{registered} TaskManagers with {total} slots are registered.")
            : HealthCheckResult.Unhealthy(
                $"Flink has {registered} of {taskManagers} TaskManagers and {total} of {slots} slots.");
    }
}
