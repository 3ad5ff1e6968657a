using System.Diagnostics;
using System.Globalization;

namespace CdcAnalytics.Cluster.Local;

/// <summary>
/// A child that does not outlive this process. Between the two stands a shell whose input we hold open: when we end, in
/// whatever way, the system closes it, and the shell kills the child.
/// </summary>
internal sealed class GuardedProcess : IDisposable
{
    /// <summary>
    /// Input: nothing, until its end. Output: the child's process id. Exit code: the child's, above 128 for a signal.
    /// Ctrl-C goes to every process of a terminal; child and guardian ignore it, since this process stops them in their
    /// order. The watcher reads with a builtin, so that no further process is left to be collected.
    /// </summary>
    private const string Guardian = """
        trap '' INT HUP QUIT
        log=$1; shift
        exec 3<&0
        "$@" </dev/null 3<&- >>"$log" 2>&1 &
        child=$!
        ( while read -r line <&3; do :; done; kill -KILL "$child" 2>/dev/null ) </dev/null >/dev/null 2>&1 &
        watcher=$!
        echo "$child"
        exec >/dev/null 2>&1
        wait "$child"
        code=$?
        kill -KILL "$watcher" 2>/dev/null
        exit "$code"
        """;

    private readonly Process _guardian;

    private GuardedProcess(Process guardian, int processId)
    {
        _guardian = guardian;
        Id = processId;
    }

    /// <summary>The child's process id.</summary>
    public int Id { get; }

    /// <summary>Starts a child.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">Its arguments; no passwords, other users see them.</param>
    /// <param name="environment">Added to ours; may hold passwords.</param>
    /// <param name="workingFolder">Where it runs.</param>
    /// <param name="log">File its output is appended to.</param>
    /// <param name="cancellationToken">Ends the wait for the guardian's first word.</param>
    public static async Task<GuardedProcess> StartAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string workingFolder,
        string log,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["-c", Guardian, "sh", log, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var guardian = Process.Start(start)
            ?? throw new LocalClusterException($"{start.FileName} did not start; it runs {program}.");
        try
        {
            var line = await guardian.StandardOutput.ReadLineAsync(cancellationToken);
            return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new GuardedProcess(guardian, id)
                : throw new LocalClusterException(
                    $"{program} did not start; the reason should be at the end of '{log}'.");
        }
        catch
        {
            // Its input ends with it, and so does the child.
            guardian.StandardInput.Close();
            guardian.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the child has ended and answers its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _guardian.WaitForExitAsync(cancellationToken);
        return _guardian.ExitCode;
    }

    /// <summary>Asks the child to end.</summary>
    public void Terminate() => Signal(UnixSignal.Terminate);

    /// <summary>Asks a JVM to print what its threads do into its log.</summary>
    public void PrintThreads() => Signal(UnixSignal.Quit);

    /// <summary>Ends the child at once.</summary>
    public void Kill() => Signal(UnixSignal.Kill);

    /// <summary>
    /// Ends a child whose guardian was killed instead of it; else its successor would find the ports taken.
    /// </summary>
    /// <param name="mark">A text of the child's command line that no other process has.</param>
    public void KillIfLeftAlone(string mark)
    {
        try
        {
            if (File.ReadAllText($"/proc/{Id}/cmdline").Contains(mark, StringComparison.Ordinal))
            {
                UnixSignal.TrySend(Id, UnixSignal.Kill);
            }
        }
        catch (IOException)
        {
            // Gone, as it should be; or a system without /proc, where nobody can tell.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _guardian.StandardInput.Close();
        _guardian.Dispose();
    }

    private void Signal(int signal)
    {
        // As long as the guardian runs it has not collected the child, so the id is not another process's by now.
        if (!_guardian.HasExited)
        {
            UnixSignal.TrySend(Id, signal);
        }
    }
}
