using System.Diagnostics;
using CdcAnalytics.Seeder.Schema;

namespace CdcAnalytics.Seeder.Tests;

/// <summary>Runs the seeder's program: its entry point in this process, or as a process of its own.</summary>
internal static class SeederProgram
{
    /// <summary>A run on a test's small input that takes longer hangs.</summary>
    private static readonly TimeSpan HangTimeout = TimeSpan.FromSeconds(120);

    /// <summary>Runs the entry point and gives what a shell would see.</summary>
    public static async Task<ProgramRun> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        var entryPoint = typeof(SourceSchema).Assembly.EntryPoint
            ?? throw new InvalidOperationException("The seeder has no entry point.");
        var (output, error) = (Console.Out, Console.Error);
        using var newOutput = new StringWriter();
        using var newError = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(newOutput));
        Console.SetError(TextWriter.Synchronized(newError));
        try
        {
            var run = Task.Run(() => entryPoint.Invoke(null, [args]), cancellationToken);
            var exitCode = await run.WaitAsync(HangTimeout, cancellationToken);
            return new((int)exitCode!, newOutput.ToString(), newError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>Starts the program as a process of its own, which a test may kill.</summary>
    public static Process Start(string connectionString, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(SourceSchema).Assembly.Location);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["ConnectionStrings__taxi"] = connectionString;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
