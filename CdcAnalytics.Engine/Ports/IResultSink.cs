using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;

namespace CdcAnalytics.Engine.Ports;

/// <summary>Where epochs are written, each wholly or not at all, one at a time.</summary>
public interface IResultSink : IAsyncDisposable
{
    /// <summary>The last committed checkpoint, or null when nothing was ever committed.</summary>
    ValueTask<Checkpoint?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes results, state, ledger, dropped and quarantined rows and the position in one transaction, if the stored
    /// epoch number is still the one before.
    /// </summary>
    /// <exception cref="EpochConflictException">
    /// Another instance has committed meanwhile; nothing was written.
    /// </exception>
    ValueTask CommitAsync(Epoch epoch, CancellationToken cancellationToken);
}
