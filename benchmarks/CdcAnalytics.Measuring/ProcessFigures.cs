using System.Globalization;

namespace CdcAnalytics.Measuring;

/// <summary>What Linux says of processes; see proc(5).</summary>
public static class ProcessFigures
{
    // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>
    /// CPU seconds of the server: the postmaster, its children, and those of its children that have ended.
    /// </summary>
    public static double ServerCpuSeconds(int postmaster)
    {
        var ticks = 0L;
        foreach (var process in Processes())
        {
            if (ReadStat(process) is { } stat
                && (process == postmaster || stat.Parent == postmaster))
            {
                ticks += stat.Ticks + (process == postmaster ? stat.EndedChildrenTicks : 0);
            }
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>CPU seconds of one process; null when it has ended.</summary>
    public static double? CpuSeconds(int process) => ReadStat(process)?.Ticks / TicksPerSecond;

    /// <summary>CPU seconds of all programs of the machine since it was started.</summary>
    public static double MachineCpuSeconds()
    {
        // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guests are in user already.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7];
        return busy.Sum(index => long.Parse(fields[index], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>The children a process has now.</summary>
    public static IReadOnlyList<int> Children(int parent) =>
        [.. Processes().Where(process => ReadStat(process)?.Parent == parent)];

    /// <summary>Memory a process has resident, what it shares with others included; null when it has ended.</summary>
    public static long? ResidentMemoryBytes(int process) => ReadBytes(process, "status", "VmRSS:");

    /// <summary>The most memory a process ever had resident, in bytes; null when it has ended.</summary>
    public static long? PeakMemoryBytes(int process) => ReadBytes(process, "status", "VmHWM:");

    /// <summary>
    /// Resident memory with each shared page divided by the processes that share it (PSS), so that several processes
    /// can be added up; null when it has ended, or is another user's.
    /// </summary>
    public static long? ProportionalMemoryBytes(int process) => ReadBytes(process, "smaps_rollup", "Pss:");

    private static IEnumerable<int> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(folder);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                yield return process;
            }
        }
    }

    private static long? ReadBytes(int process, string file, string name)
    {
        // VmHWM:    123456 kB
        var line = ReadLines(process, file).FirstOrDefault(text => text.StartsWith(name, StringComparison.Ordinal));
        var fields = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is null ? null : long.Parse(fields[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static (int Parent, long Ticks, long EndedChildrenTicks)? ReadStat(int process)
    {
        // 1234 (name, may hold spaces) S 1 1234 ... : the fields are counted after the last parenthesis.
        var text = ReadLines(process, "stat").FirstOrDefault();
        if (text is null)
        {
            return null;
        }

        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            Number(11) + Number(12),
            Number(13) + Number(14));

        long Number(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
    }

    private static string[] ReadLines(int process, string file)
    {
        try
        {
            return File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
        }
        catch (IOException)
        {
            // The process ended meanwhile.
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
