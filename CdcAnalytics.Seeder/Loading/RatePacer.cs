namespace CdcAnalytics.Seeder.Loading;

/// <summary>
/// Spreads rows evenly over time. After a stall it goes on at the set rate; at most a second is caught up.
/// </summary>
internal sealed class RatePacer
{
    /// <summary>Twenty transactions a second look smooth and still hold many rows each.</summary>
    private const double BatchesPerSecond = 20;

    private static readonly TimeSpan MaxCatchUp = TimeSpan.FromSeconds(1);

    private readonly double? _rowsPerSecond;
    private readonly TimeProvider _timeProvider;
    private long? _nextDue;

    /// <param name="rowsPerSecond">Null: as fast as it goes.</param>
    /// <param name="timeProvider">The clock.</param>
    public RatePacer(double? rowsPerSecond, TimeProvider timeProvider)
    {
        _rowsPerSecond = rowsPerSecond;
        _timeProvider = timeProvider;
    }

    /// <summary>Rows of one transaction.</summary>
    public int BatchRows(int maxRows) => _rowsPerSecond is { } rate
        ? (int)Math.Clamp(Math.Ceiling(rate / BatchesPerSecond), 1, maxRows)
        : maxRows;

    /// <summary>
    /// Waits until the next rows are due, then makes the ones after them due later by as long as these take.
    /// </summary>
    public async ValueTask WaitAsync(int rowCount, CancellationToken cancellationToken)
    {
        if (_rowsPerSecond is not { } rate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        var now = _timeProvider.GetTimestamp();
        var earliest = now - (long)(MaxCatchUp.TotalSeconds * _timeProvider.TimestampFrequency);
        var due = Math.Max(_nextDue ?? now, earliest);
        _nextDue = due + (long)(rowCount / rate * _timeProvider.TimestampFrequency);
        if (due > now)
        {
            await Task.Delay(_timeProvider.GetElapsedTime(now, due), _timeProvider, cancellationToken);
        }
    }
}
