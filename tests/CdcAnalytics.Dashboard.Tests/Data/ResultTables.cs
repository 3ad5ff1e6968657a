using System.Text;
using System.Text.RegularExpressions;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Dashboard.Tests.Data;

/// <summary>
/// The result tables as the pipelines declare them: their own CREATE TABLE texts, with Postgres' type names. So a
/// pipeline that renames a column breaks these tests.
/// </summary>
public static partial class ResultTables
{
    /// <summary>Creates all result tables, the source's zone table and the tables of rejected events.</summary>
    public static async Task CreateAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder("CREATE SCHEMA analytics; CREATE SCHEMA cdc;");
        var pipelines = Path.Combine(RepositoryFiles.Root, "pipelines", "nyc-taxi");
        foreach (var file in Directory.EnumerateFiles(pipelines, "*.sql").Order(StringComparer.Ordinal))
        {
            var isSource = Path.GetFileName(file).StartsWith("00", StringComparison.Ordinal);
            foreach (Match match in CreateTable().Matches(await File.ReadAllTextAsync(file, cancellationToken)))
            {
                var table = match.Groups["name"].Value;
                if (!isSource)
                {
                    sql.Append(ToPostgres($"CREATE TABLE analytics.{table} ({match.Groups["columns"].Value});"));
                }
                else if (table == "taxi_zones")
                {
                    sql.Append(ToPostgres($"CREATE TABLE public.{table} ({match.Groups["columns"].Value});"));
                }
            }
        }

        foreach (var table in new[] { "dropped_event", "quarantined_event" })
        {
            sql.Append($"""
                CREATE TABLE cdc.{table} (
                  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, table_name text, query text, operation text,
                  row_key text NOT NULL, event_time timestamp, watermark timestamp, reason text NOT NULL,
                  row_data jsonb, commit_lsn pg_lsn, recorded_at timestamptz NOT NULL DEFAULT now());
                """);
        }

        await database.ExecuteAsync(sql.ToString(), cancellationToken);
    }

    /// <summary>Fills them with two plausible days of January 2024; the watermark is 2024-01-16 20:12.</summary>
    public static async Task FillAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        await using var stream = typeof(ResultTables).Assembly.GetManifestResourceStream("plausible-days.sql")
            ?? throw new InvalidOperationException("Resource plausible-days.sql is missing.");
        using var reader = new StreamReader(stream);
        await database.ExecuteAsync(await reader.ReadToEndAsync(cancellationToken), cancellationToken);
    }

    private static string ToPostgres(string flinkSql) => NotEnforced()
        .Replace(flinkSql, "")
        .Replace("STRING", "text", StringComparison.Ordinal)
        .Replace(" DOUBLE", " double precision", StringComparison.Ordinal)
        .Replace('`', '"');

    [GeneratedRegex(@"CREATE TABLE (?<name>\w+) \((?<columns>.*?)\n\);", RegexOptions.Singleline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"\s+NOT ENFORCED")]
    private static partial Regex NotEnforced();
}
