using System.Globalization;
using Npgsql;

namespace CdcAnalytics.Hosts.Oracle;

/// <summary>
/// The answers of the NYC taxi pipelines as batch queries in plain SQL, run by Postgres over the source tables: it
/// shares no code with the engine. Final results are judged over the trips' history, which triggers write down.
/// </summary>
public static class BatchOracle
{
    /// <summary>The result tables it answers for.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        "zone_hour_final", "zone_hour_live", "borough_flow_live", "payment_mix_live", "busiest_zones_live",
        "trip_anomalies_live", "unmatched_refunds_final",
    ];

    /// <summary>
    /// Those of the live results: they are judged by the source tables as they are, without the trips' history.
    /// </summary>
    public static IReadOnlyList<string> LiveTables { get; } =
        [.. Tables.Where(table => table.EndsWith("_live", StringComparison.Ordinal))];

    private const int ShownRows = 5;

    /// <summary>Begins to write the trips' history down. The source tables are there and hold no trips yet.</summary>
    public static async Task BeginHistoryAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var command = dataSource.CreateCommand(await ReadAsync("history", cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Changes of trips written down so far.</summary>
    public static async Task<long> CountHistoryAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM oracle.history");
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }

    /// <summary>
    /// Compares every result table with its batch answer, row by row as text, byte for byte. Empty when all are equal;
    /// else one line a table, with some of the rows.
    /// </summary>
    public static Task<IReadOnlyList<string>> FindDifferencesAsync(
        NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        FindDifferencesAsync(dataSource, Tables, cancellationToken);

    /// <summary>The same of some of the tables.</summary>
    public static async Task<IReadOnlyList<string>> FindDifferencesAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(tables);
        var differences = new List<string>();
        foreach (var table in tables)
        {
            var answer = await ReadAsync(table, cancellationToken);
            await AddDifferencesAsync(
                $"analytics.{table} lacks", $"SELECT o::text FROM ({answer}) AS o", "SELECT r::text FROM "
                + $"analytics.{table} AS r");
            await AddDifferencesAsync(
                $"analytics.{table} has, wrongly,", $"SELECT r::text FROM analytics.{table} AS r", "SELECT o::text "
                + $"FROM ({answer}) AS o");
        }

        return differences;

        async Task AddDifferencesAsync(string what, string left, string right)
        {
            await using var command = dataSource.CreateCommand($"({left}) EXCEPT ALL ({right})");
            command.CommandTimeout = 300;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var count = 0;
            var shown = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                count++;
                if (shown.Count < ShownRows)
                {
                    shown.Add(reader.GetString(0));
                }
            }

            if (count > 0)
            {
                differences.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{what} {count} rows, such as {string.Join(" ", shown)}"));
            }
        }
    }

    /// <summary>Rows in each result table, so that a comparison of nothing with nothing is noticed.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountRowsAsync(
        NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var counts = new Dictionary<string, long>();
        foreach (var table in Tables)
        {
            await using var command = dataSource.CreateCommand($"SELECT count(*) FROM analytics.{table}");
            counts[table] = (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
        }

        return counts;
    }

    internal static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var resource = $"CdcAnalytics.Hosts.Oracle.{name}.sql";
        await using var stream = typeof(BatchOracle).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
