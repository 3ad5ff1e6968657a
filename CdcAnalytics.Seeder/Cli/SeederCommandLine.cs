using System.CommandLine;
using Npgsql;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>
/// The seeder's commands. Exit codes: 0 done, 1 failed with one line on standard error, 2 wrong usage, 130 stopped.
/// </summary>
internal static class SeederCommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    /// <summary>Parses and runs; never throws for what a user can cause.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = LoadCommand.Create();
        root.Add(GenerateCommand.Create());
        root.Add(StreamCommand.Create());
        root.Add(RunCommand.Create());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // One line, and no help around it: what is wrong must not scroll away.
            await Console.Error.WriteLineAsync(string.Join(" ", parsed.Errors.Select(error => error.Message)));
            return WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Runs a command's action and turns a failure into one line and an exit code.</summary>
    public static async Task<int> GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (SeederException exception)
        {
            return await FailAsync(exception.Message);
        }
        catch (PostgresException exception)
        {
            return await FailAsync(
                $"Postgres refused ({exception.SqlState}): {exception.MessageText}. "
                + "Rows committed so far stay; the same command goes on after them.");
        }
        catch (NpgsqlException exception)
        {
            var cause = exception.InnerException?.Message ?? exception.Message;
            return await FailAsync(
                $"The connection to Postgres failed: {cause}. Rows committed so far stay; the same command goes "
                    + "on after them.");
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(
                "Stopped. Rows committed so far stay; the same command goes on after them.");
            return Stopped;
        }
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message.ReplaceLineEndings(" "));
        return Failed;
    }
}
