using CdcAnalytics.Embedded.Settings;

namespace CdcAnalytics.Distributed;

/// <summary>Where the other programs of this solution are.</summary>
internal static class ServiceProgram
{
    /// <summary>The assembly of a program, such as CdcAnalytics.Flink, to be run by <see cref="DotNet"/>.</summary>
    /// <exception cref="SettingException">It is not there.</exception>
    public static string Find(string name)
    {
        // Beside this program where both were published or copied together, else in the build's own folder of each:
        // artifacts/bin/CdcAnalytics.AppHost/debug and artifacts/bin/CdcAnalytics.Flink/debug.
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var built = Path.GetFullPath(Path.Combine(own, "..", "..", name, Path.GetFileName(own)));
        foreach (var folder in new[] { built, own })
        {
            if (File.Exists(Path.Combine(folder, $"{name}.runtimeconfig.json")))
            {
                return Path.Combine(folder, $"{name}.dll");
            }
        }

        throw new SettingException($"The program {name} is neither in '{built}' nor in '{own}'; build the solution.");
    }

    /// <summary>The dotnet program that runs this process, or the one on PATH.</summary>
    public static string DotNet =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
