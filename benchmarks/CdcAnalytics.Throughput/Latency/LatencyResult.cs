using System.Diagnostics.CodeAnalysis;
using CdcAnalytics.Measuring.Latency;
using CdcAnalytics.Throughput.Layers;

namespace CdcAnalytics.Throughput.Latency;

/// <summary>How long committed changes took to become visible, and what that cost.</summary>
internal sealed record LatencyResult : LatencyFigures
{
    /// <summary>Those figures of that run.</summary>
    [SetsRequiredMembers]
    public LatencyResult(LatencyFigures figures, LayerResult pipeline)
        : base(figures)
    {
        Pipeline = pipeline;
    }

    /// <summary>What the pipeline did meanwhile.</summary>
    public LayerResult Pipeline { get; }
}
