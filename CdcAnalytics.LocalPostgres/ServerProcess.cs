using System.ComponentModel;
using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;

namespace CdcAnalytics.LocalPostgres;

/// <summary>The postmaster: our own child, or one that an earlier run left behind.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    private ServerProcess(Process process)
    {
        _process = process;
        Id = process.Id;
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>
    /// Whether the process is gone, or has ended and only waits for a parent that does not collect it.
    /// </summary>
    public bool HasExited => _process.HasExited || IsZombie();

    /// <summary>
    /// Starts the server in a session of its own: a terminal sends Ctrl-C to its whole foreground group, and the server
    /// must not stop before this program has finished with it. Output goes straight to the log file, so that an orphan
    /// can still write when this process is gone.
    /// </summary>
    /// <param name="binaries">The programs.</param>
    /// <param name="account">Who runs them.</param>
    /// <param name="arguments">The server's arguments.</param>
    /// <param name="logPath">File the output is appended to.</param>
    /// <param name="staleProcessId">Process id in the pid file of a killed server, known not to be a server.</param>
    public static ServerProcess Start(
        PostgresBinaries binaries,
        ServiceAccount account,
        IReadOnlyList<string> arguments,
        string logPath,
        int? staleProcessId)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/", UseShellExecute = false };
        if (OperatingSystem.IsWindows())
        {
            start.FileName = binaries.Postgres;
            start.WorkingDirectory = binaries.Directory;
        }
        else
        {
            // setsid(1) is on every Linux, perl on every macOS; without both the server stays in our session.
            const string script = """
                log=$1; shift
                if command -v setsid >/dev/null 2>&1; then exec setsid "$@" >>"$log" 2>&1 </dev/null; fi
                if command -v perl >/dev/null 2>&1; then
                  exec perl -MPOSIX -e 'POSIX::setsid(); exec {$ARGV[0]} @ARGV' "$@" >>"$log" 2>&1 </dev/null
                fi
                exec "$@" >>"$log" 2>&1 </dev/null
                """;
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(script);
            start.ArgumentList.Add("sh");
            start.ArgumentList.Add(logPath);
            start.ArgumentList.Add(binaries.Postgres);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in ServiceAccount.CleanEnvironment())
        {
            start.Environment[name] = value;
        }

        if (staleProcessId is { } stale)
        {
            // Postgres takes this for pg_ctl's parent and so for no rival; otherwise a foreign program that has the
            // process id of the killed server by now would keep the new one from starting.
            start.Environment["PG_GRANDPARENT_PID"] = $"{stale}";
        }

        if (account.UserName is not null)
        {
            start.UserName = account.UserName;
        }

        try
        {
            return new ServerProcess(Process.Start(start)
                ?? throw new LocalPostgresException($"'{start.FileName}' did not start a process."));
        }
        catch (Win32Exception e)
        {
            throw new LocalPostgresException($"'{binaries.Postgres}' cannot be started: {e.Message}.", e);
        }
    }

    /// <summary>
    /// The live server of a data directory, as its pid file names it; null when that process is gone, or is another
    /// program that got the same process id since.
    /// </summary>
    public static async Task<ServerProcess?> FindAsync(PostmasterPidFile pidFile, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.GetProcessById(pidFile.ProcessId);
        }
        catch (ArgumentException)
        {
            return null;
        }

        var commandLine = await ReadCommandLineAsync(pidFile.ProcessId, cancellationToken);
        if (commandLine.Contains("postgres", StringComparison.Ordinal)
            && commandLine.Contains(pidFile.DataDirectory, StringComparison.Ordinal))
        {
            return new ServerProcess(process);
        }

        process.Dispose();
        return null;
    }

    /// <summary>Whether any process has this id.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Tells the server how to stop; false when it is already gone.</summary>
    public bool TrySignal(int signal)
    {
        if (HasExited)
        {
            return false;
        }

        if (!OperatingSystem.IsWindows())
        {
            return UnixSignal.TrySend(Id, signal);
        }

        // Windows has no signals; the next start recovers from WAL.
        Kill();
        return true;
    }

    /// <summary>Ends the postmaster at once; its children end themselves when they notice.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until the process is gone; false when the time is over first.</summary>
    public async Task<bool> WaitForExitAsync(
        TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        while (!HasExited)
        {
            if (timeProvider.GetElapsedTime(start) > timeout)
            {
                return false;
            }

            // Polled, because an orphan is not our child and nobody tells us of its end.
            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private bool IsZombie()
    {
        try
        {
            // 4711 (postgres) S 1 4711 ...: the state follows the name, which may itself hold spaces and brackets.
            var stat = OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{Id}/stat") : "";
            var state = stat.LastIndexOf(')') + 2;
            return state > 1 && state < stat.Length && stat[state] == 'Z';
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<string> ReadCommandLineAsync(int processId, CancellationToken cancellationToken)
    {
        var linuxFile = $"/proc/{processId}/cmdline";
        try
        {
            if (File.Exists(linuxFile))
            {
                return (await File.ReadAllTextAsync(linuxFile, cancellationToken)).Replace('\0', ' ');
            }
        }
        catch (IOException)
        {
            // The process ended between the two lines: it has no command line any more.
            return "";
        }

        if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(processId);
            return process.MainModule?.FileName ?? "";
        }

        var result = await Cli.Wrap("ps").WithArguments(["-ww", "-o", "command=", "-p", $"{processId}"])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
        return result.StandardOutput;
    }
}
