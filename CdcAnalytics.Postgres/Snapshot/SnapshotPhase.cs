using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// Reads the tables in chunks of their keys. A batch may end after any row; <see cref="State"/> then says where to go
/// on.
/// </summary>
internal sealed class SnapshotPhase : ICapturePhase
{
    private readonly CaptureContext _context;
    private readonly SnapshotSession _session;
    private readonly SnapshotMoment _moment;
    private SnapshotCursor _cursor;
    private BinaryCopyReader? _chunk;
    private SnapshotRowDecoder? _decoder;
    private int? _chunkLimitRows;
    private int _chunkRows;

    private SnapshotPhase(CaptureContext context, SnapshotSession session, SnapshotMoment moment, SnapshotState state)
    {
        _context = context;
        _session = session;
        _moment = moment;
        _cursor = state.Cursor;
        State = state;
    }

    /// <summary>How far it has come, the batch handed out last included, one that failed not.</summary>
    public SnapshotState State { get; private set; }

    private bool IsComplete => _cursor.Table == _context.Tables.Count;

    /// <summary>Begins under the snapshot the new slot exported.</summary>
    public static async Task<SnapshotPhase> BeginAsync(
        CaptureContext context, string snapshotName, Lsn consistentPoint, CancellationToken cancellationToken)
    {
        var session = await SnapshotSession.OpenAsync(context, snapshotName, cancellationToken);
        try
        {
            var moment = (await session.DescribeAsync(cancellationToken)) with { Lsn = consistentPoint };
            var cursor = new SnapshotCursor(Table: 0, After: null);
            return new SnapshotPhase(
                context, session, moment, new SnapshotState(consistentPoint.ToString(), cursor, []));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes on where an earlier life stopped, under a snapshot of its own.</summary>
    public static async Task<SnapshotPhase> ResumeAsync(
        CaptureContext context, SnapshotState state, CancellationToken cancellationToken)
    {
        var session = await SnapshotSession.OpenAsync(context, snapshotName: null, cancellationToken);
        try
        {
            var moment = await session.DescribeAsync(cancellationToken);
            PostgresLog.SnapshotResumed(context.Logger);
            return new SnapshotPhase(context, session, moment, state.WithLife(moment.Visibility, moment.Lsn));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PhaseProgress> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        batch.BeginTransaction(_moment.Lsn, _moment.TimeMicroseconds);
        while (!IsComplete)
        {
            _chunk ??= await BeginChunkAsync(cancellationToken);
            var index = _cursor.Table;
            var rows = batch.RowsOf(index);
            var before = rows.Count;
            var isChunkOver = await ReadChunkAsync(batch, index, rows, cancellationToken);
            if (rows.Count > before)
            {
                MoveTo(index, KeyOrder.Format(_context.Plans[index], rows, rows.Count - 1));
            }

            if (isChunkOver)
            {
                await EndChunkAsync(index);
            }

            if (_context.IsFull(batch))
            {
                break;
            }
        }

        State = State with { Cursor = _cursor };
        if (!IsComplete)
        {
            batch.End = new SourcePosition(CommitEndLsn: null, State.ToJson());
            return PhaseProgress.More;
        }

        batch.End = new SourcePosition(
            Lsn.Parse(State.ConsistentPoint), State.Lives.Count == 0 ? null : State.ToJson());
        return PhaseProgress.Finished;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Closing the connection cancels the chunk; disposing that first would read its rows to the end.
    /// </remarks>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async ValueTask<bool> ReadChunkAsync(
        ChangeBatch batch, int index, RowBuffer rows, CancellationToken cancellationToken)
    {
        if (_chunk is not { } chunk || _decoder is not { } decoder)
        {
            throw new InvalidOperationException("No chunk is being read.");
        }

        while (!_context.IsFull(batch))
        {
            if (!await chunk.MoveNextAsync(cancellationToken))
            {
                return true;
            }

            _chunkRows++;
            Add(batch, index, rows, decoder, chunk.Tuple);
        }

        return false;
    }

    private void Add(ChangeBatch batch, int index, RowBuffer rows, SnapshotRowDecoder decoder, ReadOnlySpan<byte> tuple)
    {
        batch.WireBytes += tuple.Length;
        var row = rows.AddRow();
        if (decoder.Decode(tuple, rows, row) is not { } failure)
        {
            batch.Add(new ChangeEvent(index, ChangeOperation.Read, row));
            return;
        }

        var table = _context.Plans[index];
        batch.Add(new UnreadableChange(
            index,
            ChangeOperation.Read,
            RowDescription.Key(table, rows, row),
            failure,
            RowDescription.Json(table, rows, row),
            _moment.Lsn));
    }

    private async Task<BinaryCopyReader> BeginChunkAsync(CancellationToken cancellationToken)
    {
        var table = _context.Tables[_cursor.Table];
        _chunkLimitRows = ChunkQuery.IsIndexed(table) ? _context.Options.SnapshotChunkRows : null;
        _chunkRows = 0;
        _decoder = new SnapshotRowDecoder(table, _context.Types);
        return await _session.CopyAsync(
            ChunkQuery.Write(table, _cursor.After, _chunkLimitRows), cancellationToken);
    }

    private async Task EndChunkAsync(int index)
    {
        if (_chunk is { } chunk)
        {
            await chunk.DisposeAsync();
            _chunk = null;
        }

        if (_chunkLimitRows is not { } limit || _chunkRows < limit)
        {
            MoveTo(index + 1, after: null);
        }
    }

    private void MoveTo(int table, IReadOnlyList<string>? after) =>
        _cursor = new SnapshotCursor(table, after);
}
