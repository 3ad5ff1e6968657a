using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

    private static readonly TimeSpan _longestBatch = TimeSpan.FromHours(1);

    /// <summary>The statements of a pipeline.</summary>
    /// <exception cref="NotSupportedException">
    /// A query cannot be given to Flink; the message says what to write.
    /// </exception>
    public static FlinkStatements Generate(PipelineScript script, FlinkJobOptions options)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(options);
        Refuse(script);
        var (tables, inserts) = Text(script, options);
        var (same, _) = Text(script, options with { KafkaBootstrapServers = UnknownBrokers });
        var meaning = string.Join('\n', [Version, .. same, .. inserts]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(meaning)));
        return new FlinkStatements(
            JobSettings(script, options, hash),
            tables,
            inserts,
            hash,
            [.. script.Plan.Sources.Select(source => new WireTable(source, isWindowed: false, options).Topic)],
            [.. script.Plan.Queries.Select(query => ResultSink.Topic(query.Result, options))]);
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
    public static SortedDictionary<string, string> Settings(FlinkJobOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            // Event times have no zone: they are computed as UTC and shown as they came.
            ["table.local-time-zone"] = "UTC",
            ["parallelism.default"] = options.Parallelism.ToString(CultureInfo.InvariantCulture),
            // Debezium repeats rows after an interrupted snapshot; one row per key is kept to see it.
            ["table.exec.source.cdc-events-duplicate"] = "true",
            // The result's key is a function of the grouping key, so that changes of one key stay in order.
            ["table.exec.sink.upsert-materialize"] = "NONE",
            ["pipeline.object-reuse"] = "true",
        };
    }

    private static SortedDictionary<string, string> JobSettings(
        PipelineScript script, FlinkJobOptions options, string hash)
    {
        var settings = Settings(options);
        if (SharedSources.AreIn(script))
        {
            settings[SharedSources.Setting] = "true";
        }

        settings["pipeline.name"] = options.Name;
        settings["pipeline.global-job-parameters"] = $"{HashParameter}:{hash}";
        settings["execution.checkpointing.interval"] = Milliseconds(options.CheckpointInterval);
        // Where checkpoints take long, as while catching up, there is work between them all the same. Short ones are
        // not held up: they take less than the rest of the interval.
        settings["execution.checkpointing.min-pause"] = Milliseconds(options.CheckpointInterval * 0.7);
        settings["execution.checkpointing.mode"] = "EXACTLY_ONCE";
        settings["execution.checkpointing.externalized-checkpoint-retention"] = "RETAIN_ON_CANCELLATION";
        settings["execution.checkpointing.num-retained"] = "3";
        // The job takes over the state it was resumed from, and removes it when it no longer needs it.
        settings["execution.state-recovery.claim-mode"] = "CLAIM";
        // Operators gather changes and give their net effect at the checkpoint, with which results are committed
        // anyway. What comes and goes in between is neither written nor read. The interval and the size bound the batch
        // where checkpoints are far between, or hold up.
        settings["table.exec.mini-batch.enabled"] = "true";
        settings["table.exec.mini-batch.allow-latency"] = Milliseconds(BatchInterval(script.WindowLengths));
        settings["table.exec.mini-batch.size"] = "20000";
        return settings;
    }

    // Under a window the interval is of event time, and the watermark goes by whole intervals: each window's end has to
    // be one's end, or it would close late.
    private static TimeSpan BatchInterval(IReadOnlyList<TimeSpan> windowLengths) => TimeSpan.FromMilliseconds(
        windowLengths.Aggregate(
            (long)_longestBatch.TotalMilliseconds,
            (divisor, length) => GreatestCommonDivisor(divisor, Math.Abs((long)length.TotalMilliseconds))));

    private static long GreatestCommonDivisor(long one, long other) =>
        other == 0 ? one : GreatestCommonDivisor(other, one % other);

    private static void Refuse(PipelineScript script)
    {
        if (script.Windowed.Queries.FirstOrDefault(query => query.SelectsAllOfWindow) is { } query)
        {
            throw new NotSupportedException(
                $"The query of {query.Result.Name} writes SELECT * over a TUMBLE. Flink's windows carry a column more "
                + "than the embedded engine's; write the columns out.");
        }
    }

    private static (List<string> Tables, List<string> Inserts) Text(PipelineScript script, FlinkJobOptions options)
    {
        var sources = script.Plan.Sources.ToDictionary(
            source => (source.SchemaName, source.Name),
            source => new WireTable(
                source,
                script.Windowed.Sources.Any(read => (read.SchemaName, read.Name) == (source.SchemaName, source.Name)),
                options));
        var tables = new List<string>(sources.Values.SelectMany(
            source => source.Statements(hasViews: script.Windowed.Views.Count > 0)));
        var windowed = Queries(script.Windowed, new ScriptRendering(sources, isWindowed: true));
        var plain = Queries(script.Plain, new ScriptRendering(sources, isWindowed: false));
        var inserts = new List<string>();
        if (SharedSources.AreIn(script))
        {
            // In this order: see there.
            Add(plain, suffix: "");
            Add(windowed, suffix: WireTable.WindowedSuffix);
        }
        else
        {
            Add([.. windowed, .. plain], suffix: "");
        }

        return (tables, inserts);

        List<(ScriptQuery Query, string Text)> Queries(ScriptGroup group, ScriptRendering text)
        {
            tables.AddRange(group.Views.Select(text.View));
            return [.. group.Queries.Select(query => (query, text.Render(query.Query, isInView: false)))];
        }

        void Add(List<(ScriptQuery Query, string Text)> queries, string suffix)
        {
            var sink = new ResultSink([.. queries.Select(query => query.Query.Result)], options, suffix);
            tables.Add(sink.Table());
            inserts.Add(sink.Insert(queries));
        }
    }

    private static string Milliseconds(TimeSpan length) =>
        string.Create(CultureInfo.InvariantCulture, $"{length.TotalMilliseconds:0} ms");
}
