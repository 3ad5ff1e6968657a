using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads the log as the server sends it. Npgsql answers the server from timers of its own, so that a slow reader is not
/// taken for a dead one; it confirms only what <see cref="Acknowledge"/> was told.
/// <see href="https://www.postgresql.org/docs/18/protocol-replication.html"/>
/// </summary>
internal sealed class StreamingPhase : ICapturePhase
{
    private const int InitialBufferBytes = 64 * 1024;

    private readonly CaptureContext _context;
    private readonly PgOutputDecoder _decoder;
    private readonly LogicalReplicationConnection _connection;
    private readonly CancellationTokenSource _stopping = new();
    private readonly IAsyncEnumerator<XLogDataMessage> _messages;
    private Task<bool>? _pending;
    private byte[] _buffer = new byte[InitialBufferBytes];
    private volatile bool _isFarBehind;

    private StreamingPhase(CaptureContext context, PgOutputDecoder decoder, LogicalReplicationConnection connection)
    {
        _context = context;
        _decoder = decoder;
        _connection = connection;
        var options = context.Options;
        _messages = connection.StartLogicalReplication(
            new LogicalSlot(options.SlotName),
            _stopping.Token,
            new NpgsqlLogSequenceNumber(decoder.LastEnd.Value),
            PgOutputParameters.Of(options.PublicationName)).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>Connects and asks for everything from the decoder's last position on.</summary>
    public static async Task<StreamingPhase> StartAsync(
        CaptureContext context, PgOutputDecoder decoder, CancellationToken cancellationToken)
    {
        var connection = new LogicalReplicationConnection(context.BulkConnectionString)
        {
            WalReceiverStatusInterval = context.Options.StatusInterval,
        };
        try
        {
            await connection.Open(cancellationToken);
            if (context.Acknowledged.Value is { } acknowledged)
            {
                connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(acknowledged.Value));
            }

            decoder.BeginSession(await TypeCatalog.LoadAsync(context.DataSource, cancellationToken));
            PostgresLog.StreamingStarted(context.Logger, context.Options.SlotName, decoder.LastEnd);
            return new StreamingPhase(context, decoder, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Confirms a position with the next status message; safe while a read is waiting.</summary>
    public void Acknowledge(Lsn position) =>
        _connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(position.Value));

    /// <summary>Asks the phase to end at the next transaction's end, so that the rest is read in bulk.</summary>
    public void EndSoon() => _isFarBehind = true;

    /// <inheritdoc/>
    public async ValueTask<PhaseProgress> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        _decoder.BeginBatch();
        while (true)
        {
            var moved = _pending ?? _messages.MoveNextAsync().AsTask();
            _pending = moved;
            if (!moved.IsCompleted)
            {
                if (!_decoder.IsInTransaction && (HasContent(batch) || _decoder.HasHeartbeat))
                {
                    batch.End = _decoder.TakeEnd();
                    return PhaseProgress.Tailing;
                }

                // The message stays pending when the wait is given up, so nothing is lost.
                await moved.WaitAsync(cancellationToken);
            }

            var isOpen = await moved;
            _pending = null;
            if (!isOpen)
            {
                throw new EndOfStreamException("The server ended the replication stream.");
            }

            var length = await CopyAsync(_messages.Current, cancellationToken);
            if (_decoder.Decode(_buffer.AsSpan(0, length), batch) == DecodeOutcome.TransactionEnd)
            {
                if (_isFarBehind || _context.IsFull(batch))
                {
                    batch.End = _decoder.TakeEnd();
                    return _isFarBehind ? PhaseProgress.Finished : PhaseProgress.More;
                }
            }
            else if (_decoder.IsInTransaction && _context.IsOverfull(batch))
            {
                return PhaseProgress.More;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_pending is { } pending)
        {
            await pending.ContinueWith(
                static task => task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
        }

        try
        {
            await _messages.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        await _connection.DisposeAsync();
        _stopping.Dispose();
    }

    private static bool HasContent(ChangeBatch batch) => batch.Events.Count > 0 || batch.Unreadable.Count > 0;

    // Npgsql gives the same message object each time and overwrites its bytes: they are copied at once.
    private async ValueTask<int> CopyAsync(XLogDataMessage message, CancellationToken cancellationToken)
    {
        var length = checked((int)message.Data.Length);
        if (length > _buffer.Length)
        {
            _buffer = new byte[Math.Max(length, checked(_buffer.Length * 2))];
        }

        await message.Data.ReadExactlyAsync(_buffer.AsMemory(0, length), cancellationToken);
        return length;
    }
}
