namespace CdcAnalytics.Engine;

/// <summary>Settings of a <see cref="PipelineEngine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// How far an event's time may lie ahead of its own transaction's commit time and still move the watermark. A
    /// poison year such as 2098 must not make everything after it late. Zero to 3,650 days; default 1 day.
    /// </summary>
    public TimeSpan MaxEventTimeAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Throws when a setting is out of its range, naming it and the range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public void Validate()
    {
        if (MaxEventTimeAhead < TimeSpan.Zero || MaxEventTimeAhead > TimeSpan.FromDays(3650))
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxEventTimeAhead), MaxEventTimeAhead, "MaxEventTimeAhead must be between zero and 3,650 days.");
        }
    }
}
