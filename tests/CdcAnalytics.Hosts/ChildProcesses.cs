using System.Globalization;
using System.Text;

namespace CdcAnalytics.Hosts;

/// <summary>
/// Finds the processes of a host in /proc by its data folder, which the command lines of their guardians hold.
/// </summary>
public static class ChildProcesses
{
    /// <summary>The process of a name; null when it is not there at the moment.</summary>
    public static int? Find(string dataFolder, string name)
    {
        var processes = All();
        var log = Path.Combine(dataFolder, "logs", name + ".log");
        // The guardian is a shell with the log's path; its child is the one that runs something else.
        var guardian = processes.FirstOrDefault(process => process.Arguments.Contains(log));
        return guardian is null
            ? null
            : processes.FirstOrDefault(
                process => process.ParentId == guardian.Id && !process.Arguments.Contains(log))?.Id;
    }

    /// <summary>All processes under a guardian, by their names.</summary>
    public static IReadOnlyDictionary<string, int> FindAll(string dataFolder)
    {
        var processes = All();
        var names = new Dictionary<string, int>();
        foreach (var guardian in processes)
        {
            if (guardian.Arguments.FirstOrDefault(argument => IsLog(dataFolder, argument)) is { } log
                && processes.Find(process => process.ParentId == guardian.Id && !process.Arguments.Contains(log))
                    is { } child)
            {
                names[Path.GetFileNameWithoutExtension(log)] = child.Id;
            }
        }

        return names;
    }

    /// <summary>The shells that guard them, and whatever other shell was given a file of the folder.</summary>
    public static IReadOnlyList<int> FindShells(string dataFolder) =>
    [
        .. All().Where(process => Path.GetFileName(process.Arguments[0]) == "sh"
                && process.Arguments.Any(argument => argument.StartsWith(dataFolder, StringComparison.Ordinal)))
            .Select(process => process.Id),
    ];

    /// <summary>Everything that belongs to the folder, for a message: id and program.</summary>
    public static IReadOnlyList<string> Describe(string dataFolder)
    {
        var processes = All();
        var guardians = processes.Where(process => process.Arguments.Any(
                argument => argument.Contains(dataFolder, StringComparison.Ordinal)))
            .Select(process => process.Id)
            .ToHashSet();
        return
        [
            .. processes
                .Where(process => guardians.Contains(process.Id) || guardians.Contains(process.ParentId))
                .Select(process => $"{process.Id} {string.Join(' ', process.Arguments.Take(3))}"),
        ];
    }

    private static bool IsLog(string dataFolder, string argument) =>
        argument.EndsWith(".log", StringComparison.Ordinal)
        && Path.GetDirectoryName(argument) == Path.Combine(dataFolder, "logs");

    private static List<Entry> All()
    {
        var entries = new List<Entry>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                var arguments = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline")))
                    .Split('\0', StringSplitOptions.RemoveEmptyEntries);
                // "4711 (java) S 4700 ...": the name may hold anything, a parenthesis too.
                var status = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                if (arguments.Length > 0 && fields[0] != "Z")
                {
                    entries.Add(new Entry(id, int.Parse(fields[1], CultureInfo.InvariantCulture), arguments));
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return entries;
    }

    private sealed record Entry(int Id, int ParentId, string[] Arguments);
}
