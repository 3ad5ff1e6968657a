using System.Diagnostics;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>A JVM that a test started; what it wrote is in a file.</summary>
internal sealed class JavaProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private JavaProcess(Process process) => _process = process;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a main class; its output goes to a file.</summary>
    public static JavaProcess Start(
        string classPath, string mainClass, string logFile, string heap, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])
            [$"-Xmx{heap}", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, mainClass, .. args])
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["CDC_DATABASE_PASSWORD"] = ConnectFixture.DatabasePassword;
        var process = new Process { StartInfo = start };
        var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new JavaProcess(process);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>SIGKILL.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            using var limit = new CancellationTokenSource(EndTimeout);
            await _process.WaitForExitAsync(limit.Token);
        }

        _process.Dispose();
    }
}
