using System.Diagnostics;

namespace CdcAnalytics.Measuring.Reporting;

/// <summary>What git says of the folder a benchmark runs in.</summary>
public static class WorkingTree
{
    /// <summary>The commit checked out here, with <c>+</c> when files differ from it; null without git.</summary>
    public static async Task<string?> ReadCommitAsync(CancellationToken cancellationToken)
    {
        var commit = await GitAsync(cancellationToken, "rev-parse", "--short", "HEAD");
        var changes = await GitAsync(cancellationToken, "status", "--porcelain", "--untracked-files=no");
        return commit is null ? null : commit + (string.IsNullOrEmpty(changes) ? "" : "+");
    }

    private static async Task<string?> GitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null)
            {
                return null;
            }

            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no git on this machine.
            return null;
        }
    }
}
