using System.Runtime.InteropServices;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// The signals by which a postmaster is told how to stop.
/// <see href="https://www.postgresql.org/docs/18/server-shutdown.html"/>
/// </summary>
internal static partial class UnixSignal
{
    /// <summary>SIGINT, a fast shutdown: sessions are ended, a checkpoint is written.</summary>
    public const int FastShutdown = 2;

    /// <summary>SIGQUIT, an immediate shutdown: no checkpoint, the next start recovers from WAL.</summary>
    public const int ImmediateShutdown = 3;

    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; false when the process is already gone.</summary>
    /// <exception cref="LocalPostgresException">The process belongs to someone else.</exception>
    public static bool TrySend(int processId, int signal)
    {
        if (Kill(processId, signal) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess
            ? false
            : throw new LocalPostgresException(
                $"Process {processId} cannot be signalled: {Marshal.GetPInvokeErrorMessage(error)}. "
                + "Stop it as the user who started it.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
