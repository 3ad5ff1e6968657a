using System.Globalization;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Sql.Scripts;

namespace CdcAnalytics.Flink.Generation;

/// <summary>
/// The sink of many results: a row is a key, a value and a topic. So a checkpoint commits one transaction, and not one
/// for each result table.
/// </summary>
/// <param name="tables">The result tables; one or more.</param>
/// <param name="options">Addresses and names.</param>
/// <param name="suffix">What tells it from another sink of the same job; empty for the first.</param>
internal sealed class ResultSink(IReadOnlyList<ResultTable> tables, FlinkJobOptions options, string suffix)
{
    // More than a checkpoint's changed keys only while catching up. On the heap: a record is a kilobyte or two.
    private const string BufferedRows = "10000";

    // Longer than any checkpoint's interval: the buffer is emptied by the checkpoint.
    private const string BufferInterval = "1 d";

    private readonly string _name = FlinkName.Quote("$results" + suffix);

    private IEnumerable<string> Topics => tables.Select(table => Topic(table, options));

    // A table of one topic has no column that names it; Flink refuses it there.
    private bool NamesTopics => tables.Count > 1;

    /// <summary>The statement that declares it.</summary>
    public string Table() => $"""
        CREATE TEMPORARY TABLE {_name} (
          `k` STRING NOT NULL,
          `v` STRING NOT NULL,
          {(NamesTopics ? "`topic` STRING NOT NULL METADATA,\n  " : "")}PRIMARY KEY (`k`) NOT ENFORCED
        ) WITH (
          'connector' = 'upsert-kafka',
          'topic' = {FlinkName.Text(string.Join(';', Topics))},
          'properties.bootstrap.servers' = {FlinkName.Text(options.KafkaBootstrapServers)},
          'properties.compression.type' = 'lz4',
          'properties.linger.ms' = '10',
          'properties.batch.size' = '131072',
          'properties.transaction.timeout.ms' = '{TransactionTimeout}',
          'key.format' = 'raw',
          'value.format' = 'raw',
          'value.fields-include' = 'EXCEPT_KEY',
          'sink.delivery-guarantee' = 'exactly-once',
          'sink.transactional-id-prefix' = {FlinkName.Text(options.Name + suffix)},
          'sink.transaction-naming-strategy' = 'POOLING',
          'sink.buffer-flush.max-rows' = '{BufferedRows}',
          'sink.buffer-flush.interval' = '{BufferInterval}'
        )
        """;

    /// <summary>The INSERT of all queries' results.</summary>
    /// <param name="queries">Each query and its text.</param>
    public string Insert(IEnumerable<(ScriptQuery Query, string Text)> queries) =>
        $"INSERT INTO {_name}\n"
        + string.Join("\nUNION ALL\n", queries.Select(query => Select(query.Query, query.Text)));

    /// <summary>The topic of a result table.</summary>
    public static string Topic(ResultTable table, FlinkJobOptions options) =>
        $"{options.ResultTopicPrefix}.{table.Name}";

    private string TransactionTimeout =>
        string.Create(CultureInfo.InvariantCulture, $"{options.TransactionTimeout.TotalMilliseconds:0}");

    private string Select(ScriptQuery query, string text)
    {
        var columns = query.Columns.Select(index => FlinkName.Quote(query.Result.RowType.Columns[index].Name));
        return $"""
            SELECT
              {ResultEnvelope.Key(query)},
              {ResultEnvelope.Value(query)}{(NamesTopics ? $",\n  {FlinkName.Text(Topic(query.Result, options))}" : "")}
            FROM (
            {text}
            ) AS `result` ({string.Join(", ", columns)})
            """;
    }
}
