using System.Collections.Immutable;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>The newest samples, oldest first; older ones fall out.</summary>
internal sealed class RateHistory
{
    /// <summary>Three minutes at a sample a second.</summary>
    public const int MaxSamples = 180;

    private readonly Queue<RateSample> _samples = new(MaxSamples);

    /// <summary>Adds a sample; not safe for two threads at once.</summary>
    public void Add(RateSample sample)
    {
        if (_samples.Count == MaxSamples)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue(sample);
    }

    /// <summary>All samples, oldest first.</summary>
    public ImmutableArray<RateSample> ToImmutableArray() => [.. _samples];
}
