using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Sql.Scripts;

namespace CdcAnalytics.Flink.Generation;

/// <summary>
/// Writes a pipeline as Flink SQL: connector tables and settings around the queries' own text. Deterministic.
/// </summary>
public static class FlinkGenerator
{
    /// <summary>The job's parameter that holds <see cref="FlinkStatements.Hash"/>.</summary>
    public const string HashParameter = "cdc.statement-hash";

    // Raise it when the same text is given statements whose state the older ones cannot read.
    private const string Version = "1";

    private const string UnknownBrokers = "brokers";

    /// <summary>The statements of a pipeline.</summary>
    /// <exception cref="NotSupportedException">
    /// A query cannot be given to Flink; the message says what to write.
    /// </exception>
    public static FlinkStatements Generate(PipelineScript script, FlinkJobOptions options)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(options);
        Refuse(script);
        var (tables, body) = Text(script, options);
        var (same, _) = Text(script, options with { KafkaBootstrapServers = UnknownBrokers });
        var meaning = string.Join('\n', [Version, .. same, body]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(meaning)));
        return new FlinkStatements(
            Settings(options, hash),
            tables,
            $"EXECUTE STATEMENT SET\nBEGIN\n{body}END",
            $"EXPLAIN STATEMENT SET\nBEGIN\n{body}END",
            hash,
            [.. script.Plan.Sources.Select(source => new WireTable(source, isWindowed: false, options).Topic)],
            [.. script.Plan.Queries.Select(query => ResultTopic(query.Result, options))]);
    }

    /// <summary>The source tables with all their columns, under their own names: for queries by hand.</summary>
    public static IReadOnlyList<string> DeclaredTables(PipelineScript script, FlinkJobOptions options)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. script.Declared.SelectMany(source =>
                new WireTable(source, isWindowed: false, options).Statements(hasViews: false)),
        ];
    }

    /// <summary>The settings of a session, for the job and for queries by hand.</summary>
    /// <param name="options">Intervals and sizes.</param>
    /// <param name="hash">The statements' digest, which the job then carries; null for none.</param>
    public static IReadOnlyDictionary<string, string> Settings(FlinkJobOptions options, string? hash)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            // Event times have no zone: they are computed as UTC and shown as they came.
            ["table.local-time-zone"] = "UTC",
            ["parallelism.default"] = options.Parallelism.ToString(CultureInfo.InvariantCulture),
            // Debezium repeats rows after an interrupted snapshot; one row per key is kept to see it.
            ["table.exec.source.cdc-events-duplicate"] = "true",
            // The result's key is a function of the grouping key, so that changes of one key stay in order.
            ["table.exec.sink.upsert-materialize"] = "NONE",
            // Off: results would wait for the batch and then for the checkpoint. With sinks that were not transactional
            // it would be wrong, too: changes that cancel each other in one batch come out as nothing.
            ["table.exec.mini-batch.enabled"] = "false",
            // The change stream is read and made one row per key once, not once for each query.
            ["table.optimizer.reuse-optimize-block-with-digest-enabled"] = "true",
            ["pipeline.object-reuse"] = "true",
        };
        if (hash is not null)
        {
            settings["pipeline.name"] = options.Name;
            settings["pipeline.global-job-parameters"] = $"{HashParameter}:{hash}";
            settings["execution.checkpointing.interval"] = Milliseconds(options.CheckpointInterval);
            settings["execution.checkpointing.mode"] = "EXACTLY_ONCE";
            settings["execution.checkpointing.externalized-checkpoint-retention"] = "RETAIN_ON_CANCELLATION";
            settings["execution.checkpointing.num-retained"] = "5";
        }

        return settings;
    }

    private static void Refuse(PipelineScript script)
    {
        if (script.Windowed.Queries.FirstOrDefault(query => query.SelectsAllOfWindow) is { } query)
        {
            throw new NotSupportedException(
                $"The query of {query.Result.Name} writes SELECT * over a TUMBLE. Flink's windows carry a column more "
                + "than the embedded engine's; write the columns out.");
        }
    }

    private static (List<string> Tables, string Body) Text(PipelineScript script, FlinkJobOptions options)
    {
        var tables = new List<string>();
        var body = new StringBuilder();
        Append(script.Windowed, isWindowed: true);
        Append(script.Plain, isWindowed: false);
        return (tables, body.ToString());

        void Append(ScriptGroup group, bool isWindowed)
        {
            var sources = group.Sources.ToDictionary(
                source => (source.SchemaName, source.Name), source => new WireTable(source, isWindowed, options));
            var text = new ScriptRendering(sources, isWindowed);
            tables.AddRange(sources.Values.SelectMany(source => source.Statements(hasViews: group.Views.Count > 0)));
            tables.AddRange(group.Views.Select(text.View));
            foreach (var query in group.Queries)
            {
                tables.Add(Sink(query.Result, options));
                body.Append(Insert(query, text)).Append(";\n");
            }
        }
    }

    private static string Insert(ScriptQuery query, ScriptRendering text)
    {
        var columns = query.Columns.Select(index => FlinkName.Quote(query.Result.RowType.Columns[index].Name));
        return $"""
            INSERT INTO {FlinkName.Quote(SinkName(query.Result))}
            SELECT
              {ResultEnvelope.Key(query)},
              {ResultEnvelope.Value(query)}
            FROM (
            {text.Render(query.Query, isInView: false)}
            ) AS `result` ({string.Join(", ", columns)})
            """;
    }

    private static string Sink(ResultTable table, FlinkJobOptions options) => $"""
        CREATE TEMPORARY TABLE {FlinkName.Quote(SinkName(table))} (
          `k` STRING NOT NULL,
          `v` STRING NOT NULL,
          PRIMARY KEY (`k`) NOT ENFORCED
        ) WITH (
          'connector' = 'upsert-kafka',
          'topic' = {FlinkName.Text(ResultTopic(table, options))},
          'properties.bootstrap.servers' = {FlinkName.Text(options.KafkaBootstrapServers)},
          'properties.compression.type' = 'lz4',
          'properties.linger.ms' = '10',
          'properties.batch.size' = '131072',
          'key.format' = 'raw',
          'value.format' = 'raw',
          'value.fields-include' = 'EXCEPT_KEY',
          'properties.transaction.timeout.ms' = '600000',
          'sink.delivery-guarantee' = 'exactly-once',
          'sink.transactional-id-prefix' = {FlinkName.Text($"{options.Name}-{table.Name}")}
        )
        """;

    private static string SinkName(ResultTable table) => $"{table.Name}$result";

    private static string ResultTopic(ResultTable table, FlinkJobOptions options) =>
        $"{options.ResultTopicPrefix}.{table.Name}";

    private static string Milliseconds(TimeSpan length) =>
        string.Create(CultureInfo.InvariantCulture, $"{length.TotalMilliseconds:0} ms");
}
