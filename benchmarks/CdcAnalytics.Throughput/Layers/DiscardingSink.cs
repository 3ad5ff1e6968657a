using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Ports;

namespace CdcAnalytics.Throughput.Layers;

/// <summary>Throws epochs away, so that only source and engine are measured.</summary>
internal sealed class DiscardingSink : IResultSink
{
    /// <inheritdoc/>
    public ValueTask<Checkpoint?> LoadAsync(CancellationToken cancellationToken) => new((Checkpoint?)null);

    /// <inheritdoc/>
    public ValueTask CommitAsync(Epoch epoch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
