using CdcAnalytics.Topologies.Processes;

namespace CdcAnalytics.Topologies.Phases;

/// <summary>When results became exact, and who had used how much of the CPU by then.</summary>
/// <param name="CountedAt">Every trip counted, as <see cref="System.Diagnostics.Stopwatch"/> tells time.</param>
/// <param name="Cpu">All live tables as they were when they were found exact.</param>
internal sealed record ExactMoment(long CountedAt, CpuMoment Cpu)
{
    /// <summary>When all live tables were exact.</summary>
    public long ExactAt => Cpu.At;
}
