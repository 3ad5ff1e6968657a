using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Health;

/// <summary>Healthy when Flink's SQL gateway says what it is.</summary>
/// <param name="client">Sends; belongs to the caller.</param>
/// <param name="address">The gateway's REST address, null while it is not known.</param>
public sealed class SqlGatewayHealthCheck(HttpClient client, Func<Uri?> address) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        // {"productName":"Apache Flink","version":"2.2.1"}
        EngineHttp.CheckAsync(
            client,
            "Flink's SQL gateway",
            address(),
            "info",
            page => HealthCheckResult.Healthy($"{page.GetProperty("productName")} {page.GetProperty("version")}"),
            cancellationToken);
}
