using System.ComponentModel;
using System.Diagnostics;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>The container runtime of this machine, for what Aspire has no call for.</summary>
internal static class ContainerRuntimeProbe
{
    private static readonly string[] Runtimes = ["docker", "podman"];

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>The first runtime whose daemon answers; the test is skipped, or fails in CI, where none does.</summary>
    public static async Task<string> RequireAsync(CancellationToken cancellationToken)
    {
        foreach (var runtime in Runtimes)
        {
            if (await RunAsync(runtime, cancellationToken, "info") is not null)
            {
                return runtime;
            }
        }

        const string reason = "No container runtime answers (docker info, podman info).";
        if (Environment.GetEnvironmentVariable("CDC_REQUIRE_CONTAINERS") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return "";
    }

    /// <summary>Runs a command of the runtime; its output, or null when it failed or is not there.</summary>
    public static async Task<string?> RunAsync(
        string runtime, CancellationToken cancellationToken, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(runtime, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                });
            if (process is null)
            {
                return null;
            }

            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? await output : null;
        }
        catch (Win32Exception)
        {
            return null; // Not installed.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // Installed, and no daemon answers.
        }
    }
}
