using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication.Messages;
using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Postgres.Snapshot;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Turns pgoutput messages into changes of a batch. It remembers how far it came, so that a broken session can be begun
/// again: whole transactions before <see cref="LastEnd"/> are left out, and so are the changes of an unfinished one
/// that had been delivered (decoding gives them in the same order each time). <see
/// href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
internal sealed class PgOutputDecoder
{
    /// <summary>Prefix of the messages that end a quiet stretch.</summary>
    public const string HeartbeatPrefix = "cdc_analytics.heartbeat";

    private readonly IReadOnlyList<SourceTable> _tables;
    private readonly IReadOnlyDictionary<uint, int> _tableIds;
    private readonly ILogger _logger;
    private readonly ValueDecoder _values = new();
    private readonly Dictionary<uint, RelationDecoder?> _relations = [];
    private readonly Dictionary<uint, string> _columnsSeen = [];

    private TypeCatalog _types;
    private SnapshotOverlap? _overlap;
    private BeginMessage? _transaction;
    private Lsn? _interruptedCommitLsn;
    private long _deliveredChanges;
    private long _changesToSkip;
    private bool _isTransactionSkipped;
    private bool _isTransactionInBatch;

    /// <summary>Begins at a position.</summary>
    public PgOutputDecoder(
        IReadOnlyList<SourceTable> tables,
        IReadOnlyDictionary<uint, int> tableIds,
        TypeCatalog types,
        Lsn start,
        SnapshotOverlap? overlap,
        ILogger logger)
    {
        _tables = tables;
        _tableIds = tableIds;
        _types = types;
        _overlap = overlap;
        _logger = logger;
        LastEnd = start;
    }

    /// <summary>First byte after the last commit record read.</summary>
    public Lsn LastEnd { get; private set; }

    /// <summary>Whether a transaction's rest is still to come.</summary>
    public bool IsInTransaction => _transaction is not null;

    /// <summary>Whether a heartbeat came since the last <see cref="TakeEnd"/>.</summary>
    public bool HasHeartbeat { get; private set; }

    /// <summary>The position after the last transaction.</summary>
    public SourcePosition TakeEnd()
    {
        HasHeartbeat = false;
        if (_overlap is not null && LastEnd >= _overlap.Until)
        {
            _overlap = null;
        }

        return new SourcePosition(LastEnd, _overlap?.State.ToJson());
    }

    /// <summary>Says that the log holds no more of ours before that position.</summary>
    public void SkipTo(Lsn position)
    {
        if (position > LastEnd)
        {
            LastEnd = position;
        }
    }

    /// <summary>
    /// The server begins to send again, from <see cref="LastEnd"/>, and will declare every table anew.
    /// </summary>
    public void BeginSession(TypeCatalog types)
    {
        _types = types;
        _relations.Clear();
        if (_transaction is { } transaction && !_isTransactionSkipped)
        {
            // It may have broken off while what an earlier session delivered was being left out again.
            _deliveredChanges = Math.Max(_deliveredChanges, _changesToSkip);
            _interruptedCommitLsn = transaction.CommitLsn;
        }

        _transaction = null;
        _isTransactionSkipped = false;
    }

    /// <summary>A new batch is filled.</summary>
    public void BeginBatch() => _isTransactionInBatch = false;

    /// <summary>Reads one message into the batch.</summary>
    public DecodeOutcome Decode(ReadOnlySpan<byte> message, ChangeBatch batch)
    {
        var reader = new WireReader(message);
        var tag = reader.ReadByte();
        switch (tag)
        {
            case RowChangeTag.Insert:
            case RowChangeTag.Update:
            case RowChangeTag.Delete:
                if (IsWanted() && FindRelation(reader.ReadUInt32()) is { } relation)
                {
                    DecodeRow(tag, relation, ref reader, batch);
                    batch.WireBytes += message.Length;
                }

                return DecodeOutcome.Continues;
            case BeginMessage.Tag:
                Begin(BeginMessage.Read(ref reader));
                return DecodeOutcome.Continues;
            case CommitMessage.Tag:
                return Commit(CommitMessage.Read(ref reader));
            case RelationMessage.Tag:
                Declare(RelationMessage.Read(ref reader));
                return DecodeOutcome.Continues;
            case TruncateMessage.Tag:
                if (IsWanted())
                {
                    Truncate(TruncateMessage.Read(ref reader), batch);
                }

                return DecodeOutcome.Continues;
            case LogicalMessage.Tag:
                HasHeartbeat |= !_isTransactionSkipped
                    && LogicalMessage.Read(ref reader) is { IsTransactional: true, Prefix: HeartbeatPrefix };
                return DecodeOutcome.Continues;
            case (byte)'O': // Origin: where a change came from when it was replicated itself; all origins count alike.
            case (byte)'Y': // Type: names of types that are not built in; the catalog knows them.
                return DecodeOutcome.Continues;
            default:
                throw new InvalidDataException($"Unknown pgoutput message {(char)tag} after {LastEnd}.");
        }
    }

    private void Begin(BeginMessage begin)
    {
        _transaction = begin;
        _isTransactionInBatch = false;

        // The slot may still stand before what was read already: in bulk reading, and after a reconnect.
        _isTransactionSkipped = begin.CommitLsn < LastEnd;
        _changesToSkip = begin.CommitLsn == _interruptedCommitLsn ? _deliveredChanges : 0;
        if (!_isTransactionSkipped)
        {
            if (_interruptedCommitLsn is { } interrupted && interrupted != begin.CommitLsn)
            {
                throw new ResynchronisationRequiredException(
                    $"The transaction committed at {interrupted} was read in part and is not sent again; the next is "
                    + "at " +
                    $"{begin.CommitLsn}.");
            }

            _interruptedCommitLsn = null;
            _deliveredChanges = 0;
        }
    }

    private DecodeOutcome Commit(CommitMessage commit)
    {
        _transaction = null;
        _isTransactionInBatch = false;
        if (_isTransactionSkipped)
        {
            _isTransactionSkipped = false;
            return DecodeOutcome.Continues;
        }

        LastEnd = commit.CommitEndLsn;
        return DecodeOutcome.TransactionEnd;
    }

    private bool IsWanted()
    {
        if (_isTransactionSkipped)
        {
            return false;
        }

        _deliveredChanges++;
        return _deliveredChanges > _changesToSkip;
    }

    private void Declare(RelationMessage relation)
    {
        var table = FindTable(relation);
        _relations[relation.RelationId] = table is { } index
            ? RelationDecoder.Create(index, _tables[index], relation, _types, _values)
            : null;
        if (table is null)
        {
            return;
        }

        if (relation.ReplicaIdentity != 'f')
        {
            throw new IncompatibleRelationException(
                $"The replica identity of {relation.SchemaName}.{relation.Name} is no longer FULL: retraction needs "
                + "the old " +
                $"row. Run ALTER TABLE {relation.SchemaName}.{relation.Name} REPLICA IDENTITY FULL and take a new "
                + "snapshot.");
        }

        var columns = string.Join(", ", relation.Columns.Select(column => column.Name));
        if (_columnsSeen.TryGetValue(relation.RelationId, out var before) && before != columns)
        {
            PostgresLog.RelationChanged(_logger, relation.Name, columns);
        }

        _columnsSeen[relation.RelationId] = columns;
    }

    private int? FindTable(RelationMessage relation)
    {
        if (!_tableIds.TryGetValue(relation.RelationId, out var index))
        {
            return null;
        }

        var table = _tables[index];
        return table.SchemaName == relation.SchemaName && table.Name == relation.Name
            ? index
            : throw new IncompatibleRelationException(
                $"Table {table.SchemaName}.{table.Name} was renamed to {relation.SchemaName}.{relation.Name}. Rename "
                + "it back, " +
                "or change the pipeline, and start again.");
    }

    private RelationDecoder? FindRelation(uint relationId) =>
        _relations.TryGetValue(relationId, out var relation)
            ? relation
            : throw new InvalidDataException($"A change of table {relationId} came before its declaration.");

    private void DecodeRow(byte tag, RelationDecoder relation, ref WireReader reader, ChangeBatch batch)
    {
        var rows = batch.RowsOf(relation.TableIndex);
        var tuple = reader.ReadByte();
        int? oldRow = null;
        string? oldFailure = null;
        if (tuple == RowChangeTag.OldTuple)
        {
            oldRow = rows.AddRow();
            oldFailure = relation.Decode(ref reader, rows, oldRow.Value, oldRow: null);
            tuple = tag == RowChangeTag.Update ? reader.ReadByte() : tuple;
        }

        if (tag != RowChangeTag.Insert && oldRow is null)
        {
            throw new IncompatibleRelationException(
                $"A change of {relation.Table.SchemaName}.{relation.Table.Name} came without the old row. Run ALTER "
                + "TABLE " +
                $"{relation.Table.SchemaName}.{relation.Table.Name} REPLICA IDENTITY FULL and take a new snapshot.");
        }

        int? newRow = null;
        string? newFailure = null;
        if (tuple == RowChangeTag.NewTuple)
        {
            newRow = rows.AddRow();
            newFailure = relation.Decode(ref reader, rows, newRow.Value, oldRow);
        }

        Add(relation, batch, new RowChange(oldRow, oldFailure, newRow, newFailure));
    }

    // Judges both halves, so that a change is an update only when both images are readable and not seen before.
    private void Add(RelationDecoder relation, ChangeBatch batch, RowChange change)
    {
        var rows = batch.RowsOf(relation.TableIndex);
        var transaction = CurrentTransaction(batch);
        if (_overlap is not null && transaction.CommitLsn < _overlap.Until)
        {
            change = WithoutSeen(change, _overlap, transaction.TransactionId, relation.TableIndex, rows);
        }

        var kind = change.Operation;
        if ((change.NewFailure ?? (change.NewRow is null ? change.OldFailure : null)) is { } reason)
        {
            var row = change.NewRow ?? change.OldRow ?? 0;
            batch.Add(new UnreadableChange(
                relation.TableIndex,
                kind ?? ChangeOperation.Delete,
                RowDescription.Key(relation.Table, rows, row),
                reason,
                RowDescription.Json(relation.Table, rows, row),
                transaction.CommitLsn));
        }

        var readable = change.WithoutUnreadable();
        if (readable is { Operation: { } operation, FirstRow: { } first })
        {
            batch.Add(new ChangeEvent(relation.TableIndex, operation, first));
        }
    }

    // On its own, so that only streams behind an interrupted snapshot pay for the closure.
    private static RowChange WithoutSeen(
        RowChange change, SnapshotOverlap overlap, uint transactionId, int table, RowBuffer rows) =>
        change.Without(row => overlap.HasSeen(transactionId, table, rows, row));

    private BeginMessage CurrentTransaction(ChangeBatch batch)
    {
        var transaction = _transaction
            ?? throw new InvalidDataException($"A change came outside a transaction after {LastEnd}.");
        if (!_isTransactionInBatch)
        {
            batch.BeginTransaction(transaction.CommitLsn, transaction.CommitTimeMicroseconds);
            _isTransactionInBatch = true;
        }

        return transaction;
    }

    private void Truncate(TruncateMessage message, ChangeBatch batch)
    {
        foreach (var relationId in message.RelationIds)
        {
            if (FindRelation(relationId) is not { } relation)
            {
                continue;
            }

            var transaction = CurrentTransaction(batch);
            var isSeen = _overlap is not null && transaction.CommitLsn < _overlap.Until
                ? _overlap.HasSeenTruncate(transaction.TransactionId, relation.TableIndex)
                : false;
            if (isSeen is null)
            {
                throw new ResynchronisationRequiredException(
                    $"Table {relation.Table.SchemaName}.{relation.Table.Name} was truncated while its interrupted "
                    + "snapshot " +
                    "was being read; which rows remain can no longer be told.");
            }

            if (isSeen is false)
            {
                batch.Add(new ChangeEvent(relation.TableIndex, ChangeOperation.Truncate, Row: 0));
            }
        }
    }
}
