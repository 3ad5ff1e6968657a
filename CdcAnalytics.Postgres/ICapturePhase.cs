using CdcAnalytics.Engine.Changes;

namespace CdcAnalytics.Postgres;

/// <summary>One of the ways capture reads: snapshot, in bulk, streaming. Disposing it ends its connections.</summary>
internal interface ICapturePhase : IAsyncDisposable
{
    /// <summary>Fills a batch, as <see cref="Engine.Ports.IChangeSource.ReadAsync"/> does.</summary>
    ValueTask<PhaseProgress> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken);
}
