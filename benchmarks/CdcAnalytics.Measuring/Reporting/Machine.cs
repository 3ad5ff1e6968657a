using System.Runtime.InteropServices;

namespace CdcAnalytics.Measuring.Reporting;

/// <summary>Where a run took place.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="MemoryBytes">Memory the runtime sees.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Postgres">The server's major version.</param>
public sealed record Machine(
    string Processor, int Cores, long MemoryBytes, string System, string Runtime, int Postgres)
{
    /// <summary>This machine.</summary>
    public static Machine Describe(int postgresMajorVersion) => new(
        ReadProcessor(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        postgresMajorVersion);

    private static string ReadProcessor()
    {
        // model name	: Intel(R) Xeon(R) ...
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
