using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// Says which streamed changes an interrupted snapshot had seen already. A change was seen when the life that read its
/// key's range saw its transaction; the halves of an update that moves a row to another key are judged separately.
/// </summary>
internal sealed class SnapshotOverlap
{
    private readonly IReadOnlyList<SourceTable> _tables;
    private readonly List<Part> _parts = [];

    private SnapshotOverlap(IReadOnlyList<SourceTable> tables, SnapshotState state, Lsn until)
    {
        _tables = tables;
        State = state;
        Until = until;
    }

    /// <summary>The state it was made from.</summary>
    public SnapshotState State { get; }

    /// <summary>From this position on no change was seen by the snapshot.</summary>
    public Lsn Until { get; }

    /// <summary>The overlap of a finished snapshot; null when it was never interrupted.</summary>
    public static SnapshotOverlap? Create(IReadOnlyList<SourceTable> tables, SnapshotState state)
    {
        if (state.Lives.Count == 0)
        {
            return null;
        }

        var overlap = new SnapshotOverlap(tables, state, state.Lives.Select(life => Lsn.Parse(life.Until)).Max());
        for (var index = 0; index < state.Lives.Count; index++)
        {
            var life = state.Lives[index];
            var end = index + 1 < state.Lives.Count ? state.Lives[index + 1].From : state.Cursor;
            overlap.Add(life, end);
        }

        return overlap;
    }

    /// <summary>Whether the snapshot saw what that transaction did to the row.</summary>
    public bool HasSeen(uint transactionId, int table, RowBuffer rows, int row)
    {
        foreach (var part in _parts)
        {
            if (part.Table == table && Contains(part, rows, row))
            {
                return part.Visibility.Sees(transactionId);
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the snapshot saw the transaction empty the table: true wholly, false not at all, null in part.
    /// </summary>
    public bool? HasSeenTruncate(uint transactionId, int table)
    {
        var parts = _parts.FindAll(part => part.Table == table);
        var seen = parts.Count(part => part.Visibility.Sees(transactionId));
        return seen switch
        {
            0 => false,
            _ when seen == parts.Count && parts[0].After is null => true,
            _ => null,
        };
    }

    private void Add(SnapshotLife life, SnapshotCursor end)
    {
        var visibility = RowVisibility.Parse(life.Visibility);
        for (var table = life.From.Table; table <= end.Table && table < _tables.Count; table++)
        {
            var after = table == life.From.Table ? life.From.After : null;
            var upTo = table == end.Table ? end.After : null;
            if (table == end.Table && upTo is null)
            {
                continue;
            }

            _parts.Add(new Part(
                table,
                visibility,
                after is null ? null : KeyOrder.Parse(_tables[table], after),
                upTo is null ? null : KeyOrder.Parse(_tables[table], upTo)));
        }
    }

    private bool Contains(Part part, RowBuffer rows, int row)
    {
        var table = _tables[part.Table];
        return (part.After is null || KeyOrder.Compare(table, rows, row, part.After, 0) > 0)
            && (part.UpTo is null || KeyOrder.Compare(table, rows, row, part.UpTo, 0) <= 0);
    }

    /// <summary>A range of one table's keys, after one and up to and including another; null is unbounded.</summary>
    private sealed record Part(int Table, RowVisibility Visibility, RowBuffer? After, RowBuffer? UpTo);
}
