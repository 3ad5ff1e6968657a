namespace CdcAnalytics.Throughput;

/// <summary>What is measured.</summary>
internal sealed record ThroughputOptions
{
    /// <summary>Rows every layer drains.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows of one transaction.</summary>
    public required int TransactionRows { get; init; }

    /// <summary>Changes a second while latency is measured.</summary>
    public required int ChangesPerSecond { get; init; }

    /// <summary>How long latency is measured, after a warm-up that does not count.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Decides the rows.</summary>
    public required long Seed { get; init; }

    /// <summary>How often each layer runs; the median is reported.</summary>
    public required int Repeat { get; init; }

    /// <summary>Which layers run.</summary>
    public required IReadOnlyList<LayerName> Layers { get; init; }

    /// <summary>Whether latency is measured.</summary>
    public required bool IsLatencyMeasured { get; init; }

    /// <summary>Folder of the result file.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Folder of the pipelines' SQL.</summary>
    public required string PipelineFolder { get; init; }
}
