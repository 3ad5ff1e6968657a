using CdcAnalytics.Engine.Epochs;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>
/// Told what a <see cref="PipelineRunner"/> does, on the runner's own thread: it must be quick and not throw.
/// </summary>
public interface IPipelineObserver
{
    /// <summary>A batch has been applied to the engine.</summary>
    /// <param name="events">Change events in it.</param>
    /// <param name="isMoreWaiting">Whether the source had more waiting: the pipeline is catching up.</param>
    void OnApplied(int events, bool isMoreWaiting);

    /// <summary>An epoch has been committed: its results are visible.</summary>
    /// <param name="epoch">The epoch; its buffers must not be kept.</param>
    /// <param name="events">Change events it covers.</param>
    /// <param name="committedAt">When the sink's commit returned.</param>
    void OnCommitted(Epoch epoch, long events, DateTimeOffset committedAt);

    /// <summary>
    /// The run has ended, and this was still said by a read or commit under way: usually the stop itself.
    /// </summary>
    void OnStopped(Exception echo);
}
