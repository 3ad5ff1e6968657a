using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Replication;
using Npgsql;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Looks whether a server, role and tables are ready for capture, and finds everything at once.</summary>
public static class PreflightCheck
{
    /// <summary>Looks, without changing anything.</summary>
    /// <returns>All findings; capture can start when none is an error.</returns>
    public static async Task<IReadOnlyList<PreflightFinding>> RunAsync(
        NpgsqlDataSource dataSource,
        IReadOnlyList<SourceTable> tables,
        PostgresChangeSourceOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(options);
        var facts = await ServerFacts.ReadAsync(dataSource, options, cancellationToken);
        var types = await TypeCatalog.LoadAsync(dataSource, cancellationToken);
        var catalog = await TableCatalog.ReadAsync(dataSource, tables, cancellationToken);
        var findings = ServerRules.Judge(facts, options).ToList();
        for (var index = 0; index < tables.Count; index++)
        {
            findings.AddRange(TableRules.Judge(tables[index], catalog[index], facts.RoleName));
            if (catalog[index] is { Kind: 'r' or 'p' } found)
            {
                findings.AddRange(ColumnRules.Judge(tables[index], found, types));
            }
        }

        return findings;
    }
}
