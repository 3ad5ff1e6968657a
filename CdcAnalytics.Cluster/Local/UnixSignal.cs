using System.Runtime.InteropServices;

namespace CdcAnalytics.Cluster.Local;

/// <summary>The signals that processes are sent.</summary>
internal static partial class UnixSignal
{
    /// <summary>SIGQUIT: a JVM prints what each of its threads does, and goes on.</summary>
    public const int Quit = 3;

    /// <summary>SIGTERM: a JVM runs its shutdown hooks.</summary>
    public const int Terminate = 15;

    /// <summary>SIGKILL: the process is gone at once.</summary>
    public const int Kill = 9;

    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; false when the process is already gone.</summary>
    /// <exception cref="LocalClusterException">The process belongs to someone else.</exception>
    public static bool TrySend(int processId, int signal)
    {
        if (SendSignal(processId, signal) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess
            ? false
            : throw new LocalClusterException(
                $"Process {processId} cannot be signalled: {Marshal.GetPInvokeErrorMessage(error)}. "
                + "Stop it as the user who started it.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
