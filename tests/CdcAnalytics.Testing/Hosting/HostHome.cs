using System.Diagnostics;
using System.Globalization;

namespace CdcAnalytics.Testing.Hosting;

/// <summary>
/// A temporary folder for a host's private server, and what starts a host on it without trips of its own.
/// </summary>
public sealed class HostHome : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cdc-host-").FullName;

    /// <summary>Makes the folder.</summary>
    public HostHome()
    {
        // The server's user must be able to enter when the tests run as root.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory, File.GetUnixFileMode(_directory)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>Folder of the private server.</summary>
    public string DataFolder => Path.Combine(_directory, "pg");

    /// <summary>Command line of a host with the taxi tables and zones, but no trips.</summary>
    public string[] Arguments =>
        ["--data-folder", DataFolder, "--demo", "on", "--history", "0", "--trips-per-second", "0"];

    /// <summary>Kills the postmaster with SIGKILL, if one runs; its children end by themselves.</summary>
    public void KillPostgres()
    {
        foreach (var pidFile in Directory.Exists(DataFolder)
            ? Directory.GetFiles(DataFolder, "postmaster.pid", SearchOption.AllDirectories)
            : [])
        {
            try
            {
                var id = int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture);
                using var postmaster = Process.GetProcessById(id);
                if (postmaster.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
                {
                    postmaster.Kill();
                }
            }
            catch (Exception exception) when (exception is ArgumentException or IOException or FormatException
                or InvalidOperationException)
            {
                // It ended, or is just starting: the moment was random, and this is one of those it can meet.
                TestContext.Current.TestOutputHelper?.WriteLine($"No postmaster to kill: {exception.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
