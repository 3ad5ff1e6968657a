using System.Diagnostics;
using CdcAnalytics.Measuring;
using CdcAnalytics.Topologies.Hosting;

namespace CdcAnalytics.Topologies.Processes;

/// <summary>Who has used how much of the CPU at one moment, each since its start.</summary>
/// <param name="At">The moment, as <see cref="Stopwatch"/> tells time.</param>
/// <param name="Topology">CPU seconds of each of the topology's processes.</param>
/// <param name="BenchmarkSeconds">Of this process.</param>
/// <param name="MachineSeconds">Of everything that runs on the machine.</param>
internal sealed record CpuMoment(
    long At, IReadOnlyDictionary<string, double> Topology, double BenchmarkSeconds, double MachineSeconds)
{
    /// <summary>This moment.</summary>
    public static CpuMoment Read(TopologyHost host) => new(
        Stopwatch.GetTimestamp(),
        TopologyProcesses.ReadCpuSeconds(TopologyProcesses.Find(host)),
        ProcessFigures.CpuSeconds(Environment.ProcessId) ?? 0,
        ProcessFigures.MachineCpuSeconds());

    /// <summary>The moment before a host is started.</summary>
    public static CpuMoment ReadBeforeStart() => new(
        Stopwatch.GetTimestamp(),
        new Dictionary<string, double>(),
        ProcessFigures.CpuSeconds(Environment.ProcessId) ?? 0,
        ProcessFigures.MachineCpuSeconds());

    /// <summary>
    /// What each of the topology's processes has used since then. One that was started again meanwhile counts from its
    /// new start; it is reported as restarted.
    /// </summary>
    public IReadOnlyDictionary<string, double> TopologySince(CpuMoment before) => Topology.ToDictionary(
        process => process.Key,
        process => before.Topology.TryGetValue(process.Key, out var used) && used <= process.Value
            ? process.Value - used
            : process.Value);

    /// <summary>
    /// Share of all cores that neither the topology nor this process has used since then, but others.
    /// </summary>
    public double OthersShareSince(CpuMoment before)
    {
        var others = MachineSeconds - before.MachineSeconds
            - TopologySince(before).Values.Sum() - (BenchmarkSeconds - before.BenchmarkSeconds);
        var elapsed = Stopwatch.GetElapsedTime(before.At, At);
        return Math.Max(0, others) / (elapsed.TotalSeconds * Environment.ProcessorCount);
    }
}
