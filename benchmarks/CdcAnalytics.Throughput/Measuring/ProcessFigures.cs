using System.Globalization;

namespace CdcAnalytics.Throughput.Measuring;

/// <summary>What Linux says of processes; see proc(5).</summary>
internal static class ProcessFigures
{
    // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>
    /// CPU seconds of the server: the postmaster, its children, and those of its children that have ended.
    /// </summary>
    public static double ServerCpuSeconds(int postmaster)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && ReadStat(process) is { } stat
                && (process == postmaster || stat.Parent == postmaster))
            {
                ticks += stat.Ticks + (process == postmaster ? stat.EndedChildrenTicks : 0);
            }
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>CPU seconds of one process; null when it has ended.</summary>
    public static double? CpuSeconds(int process) => ReadStat(process)?.Ticks / TicksPerSecond;

    /// <summary>The most memory a process ever had resident, in bytes; null when it has ended.</summary>
    public static long? PeakMemoryBytes(int process)
    {
        // VmHWM:    123456 kB
        var line = ReadLines(process, "status").FirstOrDefault(
            text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
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
