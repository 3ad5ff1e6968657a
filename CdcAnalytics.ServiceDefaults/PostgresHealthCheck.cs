using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CdcAnalytics.ServiceDefaults;

/// <summary>Healthy when the database answers a query within <see cref="Timeout"/>.</summary>
internal sealed class PostgresHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    /// <summary>How long one check may take before it counts as failed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, "The database does not answer.", exception);
        }
    }
}
