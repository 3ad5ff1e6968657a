using CdcAnalytics.Hosts;
using CdcAnalytics.Measuring;
using CdcAnalytics.Topologies.Hosting;

namespace CdcAnalytics.Topologies.Processes;

/// <summary>Finds every process of a running topology, and reads what each of them uses.</summary>
internal static class TopologyProcesses
{
    /// <summary>The host's own process.</summary>
    public const string Host = "host";

    /// <summary>The server with its children.</summary>
    public const string Postgres = "postgres";

    /// <summary>The shells that end the processes when the host ends, together.</summary>
    public const string Shells = "guarding shells";

    // With its package: the JVMs log their options too, and -XX:+ExitOnOutOfMemoryError is one of them.
    private const string OutOfMemory = "java.lang.OutOfMemoryError";

    /// <summary>All of them, as they are now.</summary>
    public static IReadOnlyList<ProcessEntry> Find(TopologyHost host)
    {
        var postmaster = host.PostmasterId
            ?? throw new InvalidOperationException($"No Postgres server runs in '{host.DataFolder}'.");
        var entries = new List<ProcessEntry>
        {
            new(Host, host.ProcessId, Others: null),
            new(Postgres, postmaster, ProcessFigures.Children(postmaster)),
        };
        entries.AddRange(ChildProcesses.FindAll(host.DataFolder)
            .OrderBy(child => child.Key, StringComparer.Ordinal)
            .Select(child => new ProcessEntry(child.Key, child.Value, Others: null)));
        var shells = ChildProcesses.FindShells(host.DataFolder);
        if (shells.Count > 0)
        {
            entries.Add(new ProcessEntry(Shells, shells[0], [.. shells.Skip(1)]));
        }

        return entries;
    }

    /// <summary>
    /// What they have in memory: resident and peak, as Linux counts them for a process; for several the sum of PSS,
    /// which has no peak.
    /// </summary>
    public static MemoryFigures ReadMemory(IReadOnlyList<ProcessEntry> entries) =>
        new([.. entries.Select(ReadMemory)]);

    /// <summary>CPU seconds since the start of each, by name; of several with those that have ended.</summary>
    public static IReadOnlyDictionary<string, double> ReadCpuSeconds(IReadOnlyList<ProcessEntry> entries) =>
        entries.ToDictionary(
            entry => entry.Name,
            entry => entry.Name switch
            {
                Postgres => ProcessFigures.ServerCpuSeconds(entry.ProcessId),
                _ => (entry.Others ?? []).Prepend(entry.ProcessId).Sum(id => ProcessFigures.CpuSeconds(id) ?? 0),
            });

    /// <summary>Names of those that were there before and are now another process, or none.</summary>
    public static IReadOnlyList<string> FindRestarted(
        IReadOnlyList<ProcessEntry> before, IReadOnlyList<ProcessEntry> now) =>
    [
        .. before.Where(entry => entry.Name != Shells
                && !now.Any(same => same.Name == entry.Name && same.ProcessId == entry.ProcessId))
            .Select(entry => entry.Name),
    ];

    /// <summary>Names of those in whose log an out-of-memory error stands.</summary>
    public static IReadOnlyList<string> FindOutOfMemory(string dataFolder)
    {
        var logs = Path.Combine(dataFolder, "logs");
        return
        [
            .. (Directory.Exists(logs) ? Directory.GetFiles(logs) : [])
                .Where(file => File.ReadLines(file).Any(
                    line => line.Contains(OutOfMemory, StringComparison.Ordinal)))
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
    }

    private static ProcessMemory ReadMemory(ProcessEntry entry)
    {
        var proportional = (entry.Others ?? []).Prepend(entry.ProcessId)
            .Sum(id => ProcessFigures.ProportionalMemoryBytes(id) ?? 0);
        return entry.Others is null
            ? new ProcessMemory(
                entry.Name,
                ProcessFigures.ResidentMemoryBytes(entry.ProcessId) ?? 0,
                proportional,
                ProcessFigures.PeakMemoryBytes(entry.ProcessId))
            : new ProcessMemory(entry.Name, proportional, proportional, PeakBytes: null);
    }
}
