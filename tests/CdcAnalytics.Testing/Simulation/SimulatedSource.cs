using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Testing.Simulation;

/// <summary>
/// Reads a <see cref="SimulatedLog"/> in batches cut at random places, in the middle of transactions too, and always
/// before a transaction that starts anew. At the end of the log it gives empty batches.
/// </summary>
public sealed class SimulatedSource : IChangeSource
{
    private readonly SimulatedLog _log;
    private readonly IReadOnlyList<SourceTable> _tables;
    private readonly Random _random;
    private readonly int _maxBatchChanges;
    private int _transaction;
    private int _change;

    /// <summary>A reader from a position on.</summary>
    /// <param name="log">What is read.</param>
    /// <param name="tables">The captured tables, whose columns the images have.</param>
    /// <param name="position">Where to begin; null for the beginning.</param>
    /// <param name="random">Decides where batches are cut.</param>
    /// <param name="maxBatchChanges">Changes in a batch at most.</param>
    public SimulatedSource(
        SimulatedLog log,
        IReadOnlyList<SourceTable> tables,
        SourcePosition? position,
        Random random,
        int maxBatchChanges)
    {
        _log = log;
        _tables = tables;
        _random = random;
        _maxBatchChanges = maxBatchChanges;
        _transaction = log.IndexAfter(position?.CommitEndLsn);
    }

    /// <summary>The position acknowledged last; null before the first.</summary>
    public SourcePosition? Acknowledged { get; private set; }

    /// <summary>Whether everything in the log was read.</summary>
    public bool IsAtEnd => _transaction == _log.Transactions.Count;

    /// <summary>The next transaction to be read from, when there is one.</summary>
    public SimulatedTransaction? Next => IsAtEnd ? null : _log.Transactions[_transaction];

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Read(batch);
        return ValueTask.FromResult(!IsAtEnd);
    }

    /// <summary>Fills a batch.</summary>
    public void Read(ChangeBatch batch)
    {
        var room = _random.Next(1, _maxBatchChanges + 1);
        while (room > 0 && Next is { } transaction
            && !(transaction.StartsAnew && _change == 0 && batch.End is not null))
        {
            batch.BeginTransaction(transaction.CommitLsn, transaction.CommitTimeMicroseconds);
            while (room > 0 && _change < transaction.Changes.Count)
            {
                SimulatedRows.Add(batch, _tables, transaction.Changes[_change++]);
                room--;
            }

            if (_change < transaction.Changes.Count)
            {
                batch.End = null;
                return;
            }

            batch.End = new SourcePosition(transaction.CommitEndLsn, SourceState: null);
            _transaction++;
            _change = 0;
        }
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition position, CancellationToken cancellationToken)
    {
        Acknowledged = position;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
