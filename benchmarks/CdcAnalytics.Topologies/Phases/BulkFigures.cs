namespace CdcAnalytics.Topologies.Phases;

/// <summary>How fast trips became results, and what that cost.</summary>
internal sealed record BulkFigures
{
    /// <summary>Trips inserted.</summary>
    public required long Trips { get; init; }

    /// <summary>From the first insert to the commit of the last trip.</summary>
    public required double InsertSeconds { get; init; }

    /// <summary>From the first insert to every trip counted in <c>payment_mix_live</c>.</summary>
    public required double CountedSeconds { get; init; }

    /// <summary>From the first insert to all live tables equal to the batch answer.</summary>
    public required double ExactSeconds { get; init; }

    /// <summary>CPU seconds of each process until then.</summary>
    public required IReadOnlyDictionary<string, double> CpuSeconds { get; init; }

    /// <summary>CPU seconds of this benchmark's process until then: it makes the trips up and sends them.</summary>
    public required double BenchmarkCpuSeconds { get; init; }

    /// <summary>Share of all cores that other programs of the machine used until then, 0 to 1.</summary>
    public required double OthersCpuShare { get; init; }

    /// <summary>Trips a second, until all live tables were exact.</summary>
    public double RowsPerSecond => Trips / ExactSeconds;

    /// <summary>CPU seconds of all processes, without the benchmark's own, for a million trips.</summary>
    public double CpuSecondsPerMillionRows => PerMillionRows(CpuSeconds.Values.Sum());

    /// <summary>CPU seconds for a million trips.</summary>
    public double PerMillionRows(double cpuSeconds) => cpuSeconds * 1e6 / Trips;
}
