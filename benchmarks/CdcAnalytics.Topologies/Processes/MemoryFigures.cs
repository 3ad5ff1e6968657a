namespace CdcAnalytics.Topologies.Processes;

/// <summary>What a topology has in memory at one moment.</summary>
/// <param name="Processes">Each process.</param>
internal sealed record MemoryFigures(IReadOnlyList<ProcessMemory> Processes)
{
    /// <summary>All processes together. Code that several JVMs or .NET processes map counts in each of them.</summary>
    public long ResidentBytes => Processes.Sum(process => process.ResidentBytes);

    /// <summary>All processes together, each page once: what the topology takes of a machine.</summary>
    public long ProportionalBytes => Processes.Sum(process => process.ProportionalBytes);

    /// <summary>
    /// The peaks added up, an upper bound, for they need not have been at one time; those without a peak with what they
    /// have now.
    /// </summary>
    public long PeakBytes => Processes.Sum(process => process.PeakBytes ?? process.ResidentBytes);
}
