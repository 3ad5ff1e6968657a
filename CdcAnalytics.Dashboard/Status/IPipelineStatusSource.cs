namespace CdcAnalytics.Dashboard.Status;

/// <summary>Where the dashboard learns what the pipeline is doing; the host implements it.</summary>
/// <remarks>
/// The dashboard looks at <see cref="Current"/> a few times a second, from its own thread: it must be cheap, never
/// block, and return the same object for as long as nothing changed.
/// </remarks>
public interface IPipelineStatusSource
{
    /// <summary>The newest status.</summary>
    PipelineStatus Current { get; }
}
