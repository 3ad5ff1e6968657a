using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Engine.Epochs;

namespace CdcAnalytics.Throughput.Layers;

/// <summary>Ends the run when as many changes have been committed as there are.</summary>
internal sealed class DrainObserver(long? rows, CancellationTokenSource done) : IPipelineObserver
{
    /// <summary>Changes committed.</summary>
    public long Events { get; private set; }

    /// <summary>Epochs committed.</summary>
    public int Epochs { get; private set; }

    /// <inheritdoc/>
    public void OnApplied(int events, bool isMoreWaiting)
    {
    }

    /// <inheritdoc/>
    public void OnCommitted(Epoch epoch, long events, DateTimeOffset committedAt)
    {
        Epochs++;
        Events += events;
        if (Events >= rows)
        {
            done.Cancel();
        }
    }

    /// <inheritdoc/>
    public void OnStopped(Exception echo)
    {
        if (echo is not OperationCanceledException)
        {
            Console.Error.WriteLine(echo);
        }
    }
}
