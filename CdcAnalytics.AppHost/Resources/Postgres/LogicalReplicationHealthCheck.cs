using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CdcAnalytics.AppHost.Resources.Postgres;

/// <summary>Healthy when the server decodes logically and has, or can give, a replication slot.</summary>
/// <param name="connectionString">The server's connection string; null while it is not known.</param>
public sealed class LogicalReplicationHealthCheck(Func<CancellationToken, ValueTask<string?>> connectionString)
    : IHealthCheck
{
    /// <summary>How long one check may take before it counts as failed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // A slot that is there already is ours or an earlier run's; only a server without any needs a free one.
    private const string Query = """
        SELECT current_setting('wal_level'),
               (SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'logical'),
               current_setting('max_replication_slots')::bigint - (SELECT count(*) FROM pg_replication_slots)
        """;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var status = context.Registration.FailureStatus;
        if (await connectionString(cancellationToken) is not { } text)
        {
            return new HealthCheckResult(status, "The server's address is not known yet.");
        }

        try
        {
            // Not pooled: the server is watched for as long as the application runs, and may be restarted.
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(text) { Pooling = false, Timeout = 3 }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Query, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return Judge(status, reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2));
        }
        catch (NpgsqlException exception)
        {
            return new HealthCheckResult(status, "The server does not answer.", exception);
        }
    }

    private static HealthCheckResult Judge(
        HealthStatus failure, string walLevel, long logicalSlots, long freeSlots) =>
        (walLevel, logicalSlots, freeSlots) switch
        {
            (not "logical", _, _) => new(
                failure, $"wal_level is '{walLevel}'; set it to 'logical' and restart Postgres."),
            (_, 0, <= 0) => new(
                failure, "No replication slot is free; drop one that nobody reads, or raise max_replication_slots."),
            _ => HealthCheckResult.Healthy($"{logicalSlots} logical slots, {freeSlots} more can be made."),
        };
}
