using System.ComponentModel;
using System.Diagnostics;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>Finds the container runtime that Aspire's orchestrator would use.</summary>
internal static class ContainerRuntime
{
    // The orchestrator's own setting; it names the runtime to use.
    private const string RuntimeVariable = "ASPIRE_CONTAINER_RUNTIME";

    private static readonly string[] Known = ["docker", "podman"];

    // A daemon that does not answer "info" within this time would not start a container either.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>The first runtime whose daemon answers; null when none does.</summary>
    public static async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var named = Environment.GetEnvironmentVariable(RuntimeVariable);
        foreach (var candidate in string.IsNullOrEmpty(named) ? Known : [named])
        {
            if (await AnswersAsync(candidate, cancellationToken))
            {
                return candidate;
            }
        }

        return null;
    }

    // A command-line client alone is not enough: it is often installed where no daemon runs.
    private static async Task<bool> AnswersAsync(string runtime, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(runtime, ["info"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null)
            {
                return false;
            }

            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // Not installed.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process?.Kill(entireProcessTree: true);
            return false;
        }
        finally
        {
            process?.Dispose();
        }
    }
}
