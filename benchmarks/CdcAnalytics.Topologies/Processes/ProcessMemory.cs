namespace CdcAnalytics.Topologies.Processes;

/// <summary>What a process has in memory.</summary>
/// <param name="Name">The process.</param>
/// <param name="ResidentBytes">Resident (VmRSS); of several processes, as the next.</param>
/// <param name="ProportionalBytes">Each page divided by the processes that share it (PSS).</param>
/// <param name="PeakBytes">The most it ever had resident (VmHWM); null for several processes.</param>
internal sealed record ProcessMemory(string Name, long ResidentBytes, long ProportionalBytes, long? PeakBytes);
