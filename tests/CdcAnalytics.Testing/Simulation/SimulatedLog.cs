using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Testing.Simulation;

/// <summary>A write-ahead log in memory: transactions in order of commit.</summary>
public sealed class SimulatedLog
{
    private const ulong TransactionBytes = 0x100;

    private readonly List<SimulatedTransaction> _transactions = [];

    /// <summary>The transactions in log order.</summary>
    public IReadOnlyList<SimulatedTransaction> Transactions => _transactions;

    /// <summary>Just past the last commit.</summary>
    public Lsn End => _transactions.Count == 0 ? new Lsn(TransactionBytes) : _transactions[^1].CommitEndLsn;

    /// <summary>Appends a transaction.</summary>
    public void Commit(long commitTimeMicroseconds, params IReadOnlyList<SimulatedChange> changes) =>
        Append(commitTimeMicroseconds, changes, startsAnew: false);

    /// <summary>Loses the slot: the tables are read anew from here on.</summary>
    public void StartAnew(long commitTimeMicroseconds, params IReadOnlyList<SimulatedChange> changes) =>
        Append(commitTimeMicroseconds, changes, startsAnew: true);

    /// <summary>The index of the first transaction a reader at that position has not read.</summary>
    public int IndexAfter(Lsn? position) => position is { } lsn
        ? _transactions.FindIndex(transaction => transaction.CommitEndLsn > lsn) is var found and >= 0
            ? found
            : _transactions.Count
        : 0;

    private void Append(long commitTimeMicroseconds, IReadOnlyList<SimulatedChange> changes, bool startsAnew)
    {
        var start = End;
        _transactions.Add(new SimulatedTransaction(
            new Lsn(start.Value + TransactionBytes - 8),
            new Lsn(start.Value + TransactionBytes),
            commitTimeMicroseconds,
            changes,
            startsAnew));
    }
}
