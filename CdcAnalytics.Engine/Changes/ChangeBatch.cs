using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Changes;

/// <summary>
/// A run of committed changes in log order. The source fills it, the engine reads it, and the host hands it back to be
/// filled again: after <see cref="Clear"/> nothing of it may be kept.
/// </summary>
public sealed class ChangeBatch
{
    private readonly RowBuffer[] _rows;
    private readonly List<ChangeEvent> _events = [];
    private readonly List<ChangeTransaction> _transactions = [];
    private readonly List<UnreadableChange> _unreadable = [];

    /// <summary>An empty batch for those tables.</summary>
    public ChangeBatch(IReadOnlyList<SourceTable> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        _rows = [.. tables.Select(table => new RowBuffer(table.RowType))];
    }

    /// <summary>The changes in log order.</summary>
    public IReadOnlyList<ChangeEvent> Events => _events;

    /// <summary>The transactions the changes belong to, in log order.</summary>
    public IReadOnlyList<ChangeTransaction> Transactions => _transactions;

    /// <summary>Changes that could not be read into the declared columns.</summary>
    public IReadOnlyList<UnreadableChange> Unreadable => _unreadable;

    /// <summary>
    /// The position the batch ends at, when that is a place where an epoch may end; null inside a transaction, whose
    /// rest is in the next batches.
    /// </summary>
    public SourcePosition? End { get; set; }

    /// <summary>Bytes the changes took on the wire; what batch limits are counted in.</summary>
    public long WireBytes { get; set; }

    /// <summary>The row images of one table.</summary>
    public RowBuffer RowsOf(int table) => _rows[table];

    /// <summary>Begins a transaction; the changes that follow are its.</summary>
    public void BeginTransaction(Lsn commitLsn, long commitTimeMicroseconds) =>
        _transactions.Add(new ChangeTransaction(_events.Count, commitLsn, commitTimeMicroseconds));

    /// <summary>Appends a change whose images are already in <see cref="RowsOf"/>.</summary>
    public void Add(ChangeEvent change) => _events.Add(change);

    /// <summary>Appends a change that could not be read.</summary>
    public void Add(UnreadableChange change) => _unreadable.Add(change);

    /// <summary>The changes in log order, without copying; valid until the batch is changed.</summary>
    public ReadOnlySpan<ChangeEvent> EventSpan() =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_events);

    /// <summary>Forgets everything and keeps the memory for the next filling.</summary>
    public void Clear()
    {
        foreach (var rows in _rows)
        {
            rows.Clear();
        }

        _events.Clear();
        _transactions.Clear();
        _unreadable.Clear();
        End = null;
        WireBytes = 0;
    }
}
