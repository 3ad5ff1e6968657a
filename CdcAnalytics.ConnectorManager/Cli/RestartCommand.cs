using System.CommandLine;
using CdcAnalytics.ConnectorManager.Connect;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>Restarts a connector with all of its tasks.</summary>
internal static class RestartCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The connector's name, as status prints it." };
        var command = new Command("restart", "Restart a connector with all of its tasks; it goes on where it was.");
        command.Add(name);
        command.SetAction((parsed, cancellationToken) => ManagerCommandLine.GuardAsync(
            () => RestartAsync(parsed.GetRequiredValue(name), cancellationToken)));
        return command;
    }

    private static async Task<int> RestartAsync(string name, CancellationToken cancellationToken)
    {
        var settings = ManagerCommandLine.ReadSettings();
        using var http = ManagerApplication.CreateHttpClient(settings);
        await new ConnectClient(http, TimeProvider.System).RestartAsync(name, onlyFailed: false, cancellationToken);
        Console.WriteLine($"Connector {name} is being restarted.");
        return 0;
    }
}
