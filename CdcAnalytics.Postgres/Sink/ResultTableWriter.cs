using System.Globalization;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Writes one result table's changes set-wise: few rows as arrays through <c>unnest</c>, in the same round trip as the
/// rest of the epoch; many through COPY, into a staging table of the session or, for a final table, straight into it.
/// </summary>
internal sealed class ResultTableWriter
{
    /// <summary>Rows per statement; beyond it a statement's memory grows and nothing gets faster.</summary>
    private const int MaxRowsPerStatement = 5_000;

    private readonly ResultTable _table;
    private readonly IReadOnlyList<int> _columns;
    private readonly string _stage;
    private readonly string _insert;
    private readonly string _delete;
    private readonly string _clear;
    private readonly string _createStage;
    private readonly string _copy;
    private readonly string _insertFromStage;

    /// <summary>Prepares the statements.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ordinal">Its position among the pipeline's; names its staging table.</param>
    public ResultTableWriter(ResultTable table, int ordinal)
    {
        _table = table;
        QualifiedName = ResultTableDefinition.QualifiedName(table);
        _columns = [.. Enumerable.Range(0, table.RowType.Columns.Count)];
        _stage = string.Create(CultureInfo.InvariantCulture, $"pg_temp.cdc_stage_{ordinal}");
        var columns = Names(_columns);
        // A final table's rows are new keys, always. ON CONFLICT would hide an engine that emits a window twice.
        var onConflict = table.IsFinal ? "" : OnConflict();
        _insert = $"INSERT INTO {QualifiedName} AS t ({columns})\nSELECT * FROM unnest({Arrays(_columns)}){onConflict}";
        _delete = $"DELETE FROM {QualifiedName} AS t\nUSING unnest({Arrays(table.PrimaryKey)}) AS gone ("
            + string.Join(", ", table.PrimaryKey.Select((_, index) => KeyAlias(index))) + ")\nWHERE "
            + string.Join(" AND ", table.PrimaryKey.Select((column, index) =>
                $"t.{SqlIdentifier.Quote(table.RowType.Columns[column].Name)} = gone.{KeyAlias(index)}"));
        // DELETE, not TRUNCATE: TRUNCATE takes a lock that every reader waits for, and that itself waits for the
        // longest reader; and older snapshots would see the table empty. Result tables are small against their sources.
        _clear = $"DELETE FROM {QualifiedName}";
        _createStage = $"CREATE TEMPORARY TABLE IF NOT EXISTS {_stage["pg_temp.".Length..]} (LIKE {QualifiedName}) "
            + "ON COMMIT DELETE ROWS";
        _copy = $"COPY {(table.IsFinal ? QualifiedName : _stage)} ({columns}) FROM STDIN (FORMAT binary)";
        _insertFromStage = $"INSERT INTO {QualifiedName} AS t ({columns})\nSELECT {columns} FROM {_stage}{onConflict}";
    }

    /// <summary>The table's name with its schema, quoted.</summary>
    public string QualifiedName { get; }

    /// <summary>Adds the statements that remove rows; they come before those that add rows.</summary>
    public void AddRemovals(NpgsqlBatch batch, ResultChanges changes)
    {
        if (changes.IsCleared)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_clear));
        }

        Add(batch, _delete, changes.Deletes, _table.PrimaryKey);
    }

    /// <summary>Adds the statements that write the rows that now stand, as arrays.</summary>
    public void AddUpserts(NpgsqlBatch batch, ResultChanges changes) =>
        Add(batch, _insert, changes.Upserts, _columns);

    /// <summary>
    /// Adds the statement that moves the rows of <see cref="CopyAsync"/> on; a final table needs none.
    /// </summary>
    public void AddUpsertsFromStage(NpgsqlBatch batch)
    {
        if (!_table.IsFinal)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_insertFromStage));
        }
    }

    /// <summary>Sends the rows that now stand through COPY, inside the connection's transaction.</summary>
    public async Task CopyAsync(
        NpgsqlConnection connection,
        BinaryCopyEncoder encoder,
        ResultChanges changes,
        CancellationToken cancellationToken)
    {
        if (!_table.IsFinal)
        {
            await connection.ExecuteAsync(_createStage, cancellationToken);
        }

        await using var stream = await connection.BeginRawBinaryCopyAsync(_copy, cancellationToken);
        await encoder.WriteAsync(stream, changes.Upserts, cancellationToken);
    }

    private static void Add(NpgsqlBatch batch, string sql, RowBuffer rows, IReadOnlyList<int> columns)
    {
        for (var first = 0; first < rows.Count; first += MaxRowsPerStatement)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var column in columns)
            {
                command.Parameters.Add(
                    ColumnArrays.Create(rows, column, first, Math.Min(MaxRowsPerStatement, rows.Count - first)));
            }

            batch.BatchCommands.Add(command);
        }
    }

    private static string KeyAlias(int index) => string.Create(CultureInfo.InvariantCulture, $"k{index}");

    private string OnConflict()
    {
        var values = _columns.Except(_table.PrimaryKey).Select(column =>
        {
            var name = SqlIdentifier.Quote(_table.RowType.Columns[column].Name);
            return $"{name} = excluded.{name}";
        });
        var assignments = string.Join(", ", values);
        // A row that is all key has nothing to update; it stands already.
        return $"\nON CONFLICT ({Names(_table.PrimaryKey)}) DO "
            + (assignments.Length == 0 ? "NOTHING" : $"UPDATE SET {assignments}");
    }

    private string Names(IEnumerable<int> columns) =>
        string.Join(", ", columns.Select(column => SqlIdentifier.Quote(_table.RowType.Columns[column].Name)));

    private string Arrays(IEnumerable<int> columns) =>
        string.Join(", ", columns.Select((column, index) => string.Create(
            CultureInfo.InvariantCulture, $"${index + 1}{ColumnArrays.Cast(_table.RowType.Columns[column].Type)}")));
}
