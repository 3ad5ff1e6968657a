using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Postgres.Replication;
using CdcAnalytics.Postgres.Slots;
using Npgsql;

namespace CdcAnalytics.Postgres;

/// <summary>
/// Looks after the slot from a timer of its own: keeps its figures for metrics, and when the log grows without changes
/// of ours, writes a heartbeat into it, so that the slot can follow and the server can remove old log.
/// </summary>
/// <remarks>
/// A heartbeat makes one new end position, the epoch that commits it writes some log, and so on: they do not feed each
/// other because one is written only after more log than a commit writes.
/// </remarks>
internal sealed class SlotMonitor : IAsyncDisposable
{
    private readonly CaptureContext _context;
    private readonly Func<Lsn?> _findPosition;
    private readonly Action _reportFarBehind;
    private readonly CancellationTokenSource _stopping = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _running;
    private volatile SlotHealth? _health;

    /// <summary>Starts the timer.</summary>
    /// <param name="context">What to look at.</param>
    /// <param name="findPosition">Where a stream stands; null while none is read.</param>
    /// <param name="reportFarBehind">
    /// Called when a stream moves, but is so far behind that reading in bulk is better.
    /// </param>
    public SlotMonitor(CaptureContext context, Func<Lsn?> findPosition, Action reportFarBehind)
    {
        _context = context;
        _findPosition = findPosition;
        _reportFarBehind = reportFarBehind;
        _timer = new PeriodicTimer(context.Options.HeartbeatInterval, context.TimeProvider);
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>The slot's figures when last looked at; null before, and when the slot is gone.</summary>
    public SlotHealth? Health => _health;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _timer.Dispose();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        Lsn? before = null;
        try
        {
            while (await _timer.WaitForNextTickAsync(cancellationToken))
            {
                before = await LookAsync(before, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The source is being closed.
        }
    }

    private async Task<Lsn?> LookAsync(Lsn? before, CancellationToken cancellationToken)
    {
        try
        {
            _health = await SlotHealth.ReadAsync(_context.DataSource, _context.Options.SlotName, cancellationToken);
            if (_findPosition() is not { } position)
            {
                return null;
            }

            if (position == before)
            {
                await WriteHeartbeatAsync(position, cancellationToken);
            }
            else if (_context.Options.CatchUpThresholdBytes is { } threshold
                && await CatchUpPhase.MeasureDistanceAsync(_context.DataSource, position, cancellationToken)
                    > threshold)
            {
                _reportFarBehind();
            }

            return position;
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
        {
            // The reader finds out by itself and connects again; the monitor just looks again later.
            PostgresLog.HeartbeatFailed(_context.Logger, _context.Options.HeartbeatInterval, exception);
            return before;
        }
    }

    // Transactional, so that its commit is flushed: the server sends only what is on disk.
    private async Task WriteHeartbeatAsync(Lsn position, CancellationToken cancellationToken)
    {
        var command = _context.DataSource.CreateCommand(
            """
            SELECT pg_logical_emit_message(true, $1, ''::text)
            WHERE pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $2) >= $3
            """);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PgOutputDecoder.HeartbeatPrefix });
            command.Parameters.Add(LsnParameter.Of(position));
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _context.Options.HeartbeatDistanceBytes });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
