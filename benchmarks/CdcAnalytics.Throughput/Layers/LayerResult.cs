using CdcAnalytics.Measuring;

namespace CdcAnalytics.Throughput.Layers;

/// <summary>What one run of a layer cost.</summary>
internal sealed record LayerResult
{
    /// <summary>The layer.</summary>
    public required LayerName Layer { get; init; }

    /// <summary>Changes drained.</summary>
    public required long Rows { get; init; }

    /// <summary>From opening the source to the last change through.</summary>
    public required double Seconds { get; init; }

    /// <summary>CPU of the reading process.</summary>
    public required double ClientCpuSeconds { get; init; }

    /// <summary>CPU of the server, all its processes; filled in by the one who measures.</summary>
    public double ServerCpuSeconds { get; init; }

    /// <summary>The most memory the reading process had resident.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Bytes allocated on the managed heap; null for a foreign program.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>Collections of each generation; null for a foreign program.</summary>
    public IReadOnlyList<int>? Collections { get; init; }

    /// <summary>Epochs completed; null where there are none.</summary>
    public int? Epochs { get; init; }

    /// <summary>Duration of the sink's commits in seconds; null where nothing is committed.</summary>
    public Percentiles? CommitSeconds { get; init; }

    /// <summary>All commits together, in seconds; null where nothing is committed.</summary>
    public double? CommitSecondsTotal { get; init; }

    /// <summary>WAL the slot held back when the run began.</summary>
    public long RetainedWalBytes { get; init; }

    /// <summary>Rows a second.</summary>
    public double RowsPerSecond => Rows / Seconds;

    /// <summary>Microseconds of the server's CPU per row.</summary>
    public double ServerCpuMicrosecondsPerRow => ServerCpuSeconds * 1e6 / Rows;

    /// <summary>Microseconds of the reading process's CPU per row.</summary>
    public double ClientCpuMicrosecondsPerRow => ClientCpuSeconds * 1e6 / Rows;

    /// <summary>Bytes allocated per row; null for a foreign program.</summary>
    public double? AllocatedBytesPerRow => (double?)AllocatedBytes / Rows;
}
