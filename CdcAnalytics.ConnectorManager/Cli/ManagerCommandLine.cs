using System.CommandLine;
using CdcAnalytics.ConnectorManager.Connect;
using CdcAnalytics.ConnectorManager.Desired;
using CdcAnalytics.ConnectorManager.Settings;
using Confluent.Kafka;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>
/// The manager's commands. Exit codes: 0 done, 1 failed with one line on standard error, 2 wrong usage, 130 stopped.
/// </summary>
internal static class ManagerCommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    /// <summary>Parses and runs; never throws for what a user can cause.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = RunCommand.CreateRoot();
        root.Add(RunCommand.Create());
        root.Add(StatusCommand.Create());
        root.Add(RestartCommand.Create());
        root.Add(ResnapshotCommand.Create());
        root.Add(DeadLettersCommand.Create());
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
    public static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (exception is CommandException or SettingException or ConnectorFileException
            or ConnectException)
        {
            return await FailAsync(exception.Message);
        }
        catch (KafkaException exception)
        {
            return await FailAsync($"Kafka: {exception.Error.Reason}");
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
    }

    /// <summary>The settings of the environment and of appsettings.json.</summary>
    public static ManagerSettings ReadSettings() =>
        ManagerSettings.Read(new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .Build());

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message.ReplaceLineEndings(" "));
        return Failed;
    }
}
