using CdcAnalytics.ConnectorManager.Cli;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>Runs a command of the manager by its entry point in this process.</summary>
internal static class ManagerProgram
{
    private static readonly TimeSpan HangTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command with a folder's settings; gives its exit code and all it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ManagerFolder folder, CancellationToken cancellationToken, params string[] args)
    {
        var entryPoint = typeof(ManagerApplication).Assembly.EntryPoint
            ?? throw new InvalidOperationException("The manager has no entry point.");
        var variables = folder.Arguments.Select(argument => argument[2..].Split('=', 2))
            .ToDictionary(pair => pair[0].Replace(":", "__", StringComparison.Ordinal), pair => pair[1]);
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var both = TextWriter.Synchronized(written);
        Console.SetOut(both);
        Console.SetError(both);
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            var run = Task.Run(() => entryPoint.Invoke(null, [args]), cancellationToken);
            var exitCode = await run.WaitAsync(HangTimeout, cancellationToken);
            return ((int)exitCode!, written.ToString());
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }

            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
