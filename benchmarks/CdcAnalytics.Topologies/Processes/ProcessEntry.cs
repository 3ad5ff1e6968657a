namespace CdcAnalytics.Topologies.Processes;

/// <summary>A process of a topology, or several that share memory and count as one.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ProcessId">Its process, or the first of several: that it stays the same means no restart.</param>
/// <param name="Others">The others of several; null for a process that stands for itself.</param>
internal sealed record ProcessEntry(string Name, int ProcessId, IReadOnlyList<int>? Others);
