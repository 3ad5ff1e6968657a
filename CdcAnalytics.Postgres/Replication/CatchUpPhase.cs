using System.Globalization;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads the log in bulk, by SQL, when it is far behind: the walsender sends each row by itself, a COPY does not. It
/// only peeks; the slot is moved afterwards, as far as the results are durable. <see
/// href="https://www.postgresql.org/docs/18/functions-admin.html#FUNCTIONS-REPLICATION"/>
/// </summary>
/// <remarks>
/// A peek begins at the slot's confirmed position. What was handed out but not acknowledged yet is decoded once more
/// and left out by the decoder; the acknowledgement is waited for a little, to avoid that, but never needed.
/// </remarks>
internal sealed class CatchUpPhase : ICapturePhase
{
    private static readonly TimeSpan AcknowledgeWait = TimeSpan.FromSeconds(2);

    private readonly CaptureContext _context;
    private readonly PgOutputDecoder _decoder;
    private readonly NpgsqlConnection _connection;
    private BinaryCopyReader? _chunk;
    private Lsn _upTo;
    private long _limitRows;
    private long _chunkRows;
    private long _rowsSinceAdvance;
    private Lsn? _advancedTo;

    private CatchUpPhase(CaptureContext context, PgOutputDecoder decoder, NpgsqlConnection connection)
    {
        _context = context;
        _decoder = decoder;
        _connection = connection;
    }

    /// <summary>Connects; the first read begins the first chunk.</summary>
    public static async Task<CatchUpPhase> StartAsync(
        CaptureContext context, PgOutputDecoder decoder, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(context.BulkConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            decoder.BeginSession(await TypeCatalog.LoadAsync(context.DataSource, cancellationToken));
            return new CatchUpPhase(context, decoder, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes of log between the position and its end.</summary>
    public static async Task<long> MeasureDistanceAsync(
        NpgsqlDataSource dataSource, Lsn position, CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand("SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), $1)::bigint");
        await using (command)
        {
            command.Parameters.Add(LsnParameter.Of(position));
            return (long)(await command.ExecuteScalarAsync(cancellationToken)
                ?? throw new InvalidDataException("The server did not say where the log ends."));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PhaseProgress> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        _decoder.BeginBatch();
        _chunk ??= await BeginChunkAsync(cancellationToken);
        while (await _chunk.MoveNextAsync(cancellationToken))
        {
            _chunkRows++;
            if (_decoder.Decode(MessageOf(_chunk.Tuple), batch) == DecodeOutcome.TransactionEnd)
            {
                if (_context.IsFull(batch))
                {
                    batch.End = _decoder.TakeEnd();
                    return PhaseProgress.More;
                }
            }
            else if (_decoder.IsInTransaction && _context.IsOverfull(batch))
            {
                return PhaseProgress.More;
            }
        }

        await _chunk.DisposeAsync();
        _chunk = null;
        _rowsSinceAdvance = Math.Max(_rowsSinceAdvance, _chunkRows);
        var isCutShort = _chunkRows >= _limitRows;
        if (!isCutShort)
        {
            // Nothing was left out, so the log was read up to the position asked for, whether or not it held changes of
            // ours.
            _decoder.SkipTo(_upTo);
        }

        batch.End = _decoder.TakeEnd();
        return isCutShort ? PhaseProgress.More : PhaseProgress.Finished;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>The only field of <c>00 01 | length | message</c>.</summary>
    private static ReadOnlySpan<byte> MessageOf(ReadOnlySpan<byte> tuple) => tuple[(sizeof(short) + sizeof(int))..];

    private async Task<BinaryCopyReader> BeginChunkAsync(CancellationToken cancellationToken)
    {
        await AdvanceSlotAsync(cancellationToken);
        _upTo = await ReadFlushedLsnAsync(cancellationToken);
        _chunkRows = 0;

        // What is decoded again counts too; without it a chunk could end before it gave anything new.
        _limitRows = _context.Options.CatchUpChunkRows + _rowsSinceAdvance;
        _decoder.BeginSession(_context.Types);
        var options = string.Join(", ", PgOutputParameters.Of(_context.Options.PublicationName)
            .Select(option => $"{SqlText.Literal(option.Key)}, {SqlText.Literal(option.Value ?? string.Empty)}"));
        var query = string.Create(CultureInfo.InvariantCulture, $"""
            COPY (SELECT data FROM pg_logical_slot_peek_binary_changes(
                {SqlText.Literal(_context.Options.SlotName)}, '{_upTo}', {_limitRows}, {options}))
            TO STDOUT (FORMAT binary)
            """);
        return new BinaryCopyReader(await _connection.BeginRawBinaryCopyAsync(query, cancellationToken));
    }

    private async Task AdvanceSlotAsync(CancellationToken cancellationToken)
    {
        var acknowledged = _context.Acknowledged;
        await acknowledged.WaitAsync(_decoder.LastEnd, AcknowledgeWait, _context.TimeProvider, cancellationToken);
        if (acknowledged.Value is not { } position || position <= _advancedTo)
        {
            return;
        }

        var command = new NpgsqlCommand(
            """
            SELECT pg_replication_slot_advance(slot_name, $2) FROM pg_replication_slots
            WHERE slot_name = $1 AND confirmed_flush_lsn < $2
            """,
            _connection);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _context.Options.SlotName });
            command.Parameters.Add(LsnParameter.Of(position));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        _advancedTo = position;
        if (position >= _decoder.LastEnd)
        {
            _rowsSinceAdvance = 0;
        }
    }

    private async Task<Lsn> ReadFlushedLsnAsync(CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT pg_current_wal_flush_lsn()", _connection);
        await using (command)
        {
            return new Lsn((ulong)(NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(cancellationToken)
                ?? throw new InvalidDataException("The server did not say where the log ends.")));
        }
    }
}
