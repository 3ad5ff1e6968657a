using System.Diagnostics;
using System.Globalization;

namespace CdcAnalytics.Testing.Cluster;

/// <summary>Signals that .NET itself cannot send: it only kills.</summary>
public static class ProcessSignal
{
    /// <summary>Sends a signal and fails when there is no such process.</summary>
    /// <param name="signal">As the program <c>kill</c> takes it, for example <c>-STOP</c>.</param>
    /// <param name="processId">Who gets it.</param>
    public static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [signal, processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
