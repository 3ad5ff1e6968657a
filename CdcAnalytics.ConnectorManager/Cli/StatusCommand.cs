using System.CommandLine;
using CdcAnalytics.ConnectorManager.Connect;
using CdcAnalytics.ConnectorManager.Reconciling;
using Spectre.Console;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>Prints every connector with its tasks, their states and the causes of failures.</summary>
internal static class StatusCommand
{
    /// <summary>The command; its exit code is 1 when a desired connector does not run with all of its tasks.</summary>
    public static Command Create()
    {
        var command = new Command(
            "status",
            "Print connectors and tasks with their states and the causes of failures; 1 when one does not run.");
        command.SetAction((_, cancellationToken) => ManagerCommandLine.GuardAsync(
            () => PrintAsync(cancellationToken)));
        return command;
    }

    private static async Task<int> PrintAsync(CancellationToken cancellationToken)
    {
        var settings = ManagerCommandLine.ReadSettings();
        var desired = settings.ReadConnectors();
        using var http = ManagerApplication.CreateHttpClient(settings);
        var running = await new ConnectClient(http, TimeProvider.System).GetConnectorsAsync(cancellationToken);
        var table = new Table().AddColumns("Connector", "Part", "State", "Configuration", "Cause");
        var isAllRunning = true;
        foreach (var name in desired.Select(connector => connector.Name).Union(running.Keys))
        {
            var wanted = desired.FirstOrDefault(connector => connector.Name == name);
            var found = running.GetValueOrDefault(name);
            var config = wanted is null ? "in no file"
                : found?.Info is not { } info ? "not made yet"
                : wanted.IsSameAs(info.Config) ? "as desired" : "differs";
            var parts = found?.Status is { } status ? [status.Connector, .. status.Tasks] : Array.Empty<StateReport>();
            isAllRunning &= wanted is null
                || (parts.Length > 1 && Array.TrueForAll(parts, part => part.State == StateReport.Running));
            foreach (var part in parts)
            {
                table.AddRow(
                    new Text(name),
                    new Text(part.Id is { } id ? $"task {id}" : "connector"),
                    new Text(part.State),
                    new Text(config),
                    new Text(part.Trace is null ? string.Empty : TaskFailure.CauseOf(part.Trace)));
            }

            if (parts.Length == 0)
            {
                table.AddRow(new Text(name), new Text("connector"), new Text("absent"), new Text(config), new Text(""));
            }
        }

        CommandConsole.Create().Write(table);
        return isAllRunning ? 0 : 1;
    }
}
