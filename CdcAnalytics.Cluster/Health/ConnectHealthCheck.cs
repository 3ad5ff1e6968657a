using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Health;

/// <summary>
/// Healthy when the Connect worker has joined its group, has read its configurations, and carries Debezium's source and
/// sink.
/// </summary>
/// <param name="client">Sends; belongs to the caller.</param>
/// <param name="address">The worker's REST address, null while it is not known.</param>
public sealed class ConnectHealthCheck(HttpClient client, Func<Uri?> address) : IHealthCheck
{
    private const string Engine = "Kafka Connect";

    /// <summary>Debezium's source and sink by their classes.</summary>
    public static IReadOnlyList<string> RequiredPlugins { get; } =
        ["io.debezium.connector.postgresql.PostgresConnector", "io.debezium.connector.jdbc.JdbcSinkConnector"];

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The page of KIP-1017: the REST server answers long before the worker can do anything.
        var worker = await EngineHttp.CheckAsync(
            client, Engine, address(), "health", _ => HealthCheckResult.Healthy(), cancellationToken);
        return worker.Status == HealthStatus.Healthy
            ? await EngineHttp.CheckAsync(
                client, Engine, address(), "connector-plugins", JudgePlugins, cancellationToken)
            : worker;
    }

    // [{"class":"io.debezium.connector.jdbc.JdbcSinkConnector","type":"sink","version":"3.5.0.Final"}, ...]
    private static HealthCheckResult JudgePlugins(JsonElement page)
    {
        var loaded = page.EnumerateArray().Select(plugin => plugin.GetProperty("class").GetString()).ToHashSet();
        var missing = RequiredPlugins.Where(plugin => !loaded.Contains(plugin)).ToList();
        return missing.Count == 0
            ? HealthCheckResult.Healthy("The worker runs and carries Debezium's source and sink.")
            : HealthCheckResult.Unhealthy(
                $"{Engine} has not loaded {string.Join(" and ", missing)}; are they under its plugin.path?");
    }
}
