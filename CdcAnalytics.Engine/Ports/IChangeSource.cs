using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Ports;

/// <summary>
/// Where committed changes come from, in log order, from the position it was opened at. One reader at a time.
/// </summary>
public interface IChangeSource : IAsyncDisposable
{
    /// <summary>
    /// Fills an empty batch with what is there, waiting for at least one change or a new end position. It returns early
    /// rather than wait for more: a batch is whatever had arrived, up to the source's limits.
    /// </summary>
    /// <returns>
    /// Whether more is already waiting (catching up), rather than the reader being at the end of the log (tailing).
    /// </returns>
    ValueTask<bool> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the source that everything before the position is durably in the results: Postgres may then drop that WAL.
    /// Call it only after the sink's commit. Safe to call while a read is waiting.
    /// </summary>
    ValueTask AcknowledgeAsync(SourcePosition position, CancellationToken cancellationToken);
}
