using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Execution;

/// <summary>Collects what one epoch could not take: dropped events and quarantined changes and result rows.</summary>
internal sealed class QueryFaults
{
    private readonly ResultTable _result;
    private readonly FaultLog _log;

    /// <summary>Collects for one query.</summary>
    public QueryFaults(ResultTable result, FaultLog log)
    {
        _result = result;
        _log = log;
    }

    /// <summary>Records a result row that cannot be computed.</summary>
    public void AddResultRow(RowType type, ReadOnlySpan<long> words, ReadOnlySpan<string?> texts, string reason) =>
        _log.Quarantined.Add(new QuarantinedEvent(
            Table: null,
            _result.Name,
            Operation: null,
            RowFormat.KeyOf(type, KeyColumnsOf(type), words, texts),
            reason,
            RowFormat.JsonOf(type, words, texts),
            CommitLsn: null));

    /// <summary>Records a change this query cannot process.</summary>
    public void AddChange(
        int tableIndex, SourceTable table, ChangeEvent change, int row, RowBuffer rows, string reason, Lsn commitLsn) =>
        _log.Quarantined.Add(new QuarantinedEvent(
            tableIndex,
            _result.Name,
            change.Operation,
            RowFormat.KeyOf(table.RowType, table.PrimaryKey, rows.WordsOf(row), rows.TextsOf(row)),
            reason,
            RowFormat.JsonOf(table.RowType, rows.WordsOf(row), rows.TextsOf(row)),
            commitLsn));

    /// <summary>Records a change whose window is closed.</summary>
    public void AddDropped(
        int tableIndex,
        SourceTable table,
        ChangeEvent change,
        int row,
        RowBuffer rows,
        EventTime eventTime,
        EventTime watermark,
        EventTime windowEnd,
        Lsn commitLsn) =>
        _log.Dropped.Add(new DroppedEvent(
            tableIndex,
            _result.Name,
            change.Operation,
            RowFormat.KeyOf(table.RowType, table.PrimaryKey, rows.WordsOf(row), rows.TextsOf(row)),
            eventTime,
            watermark,
            windowEnd,
            RowFormat.JsonOf(table.RowType, rows.WordsOf(row), rows.TextsOf(row)),
            commitLsn));

    /// <summary>
    /// The columns that name the row: those of the result's primary key where it has them by name, else all.
    /// </summary>
    private List<int> KeyColumnsOf(RowType type)
    {
        var named = _result.PrimaryKey
            .Select(column => type.Find(_result.RowType.Columns[column].Name))
            .OfType<int>()
            .ToList();
        return named.Count == _result.PrimaryKey.Count ? named : [.. Enumerable.Range(0, type.Columns.Count)];
    }
}
