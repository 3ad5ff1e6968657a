using System.CommandLine;
using CdcAnalytics.ConnectorManager.Signals;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>Has a captured table read again.</summary>
internal static class ResnapshotCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var table = new Argument<string>("table") { Description = "The table as schema.table." };
        var command = new Command(
            "resnapshot", "Have a captured table read again, in chunks, while changes go on streaming.");
        command.Add(table);
        command.SetAction((parsed, cancellationToken) => ManagerCommandLine.GuardAsync(
            () => SendAsync(parsed.GetRequiredValue(table), cancellationToken)));
        return command;
    }

    private static async Task<int> SendAsync(string table, CancellationToken cancellationToken)
    {
        var settings = ManagerCommandLine.ReadSettings();
        var connector = await SignalSender.SendSnapshotAsync(
            settings.ReadConnectors(), table, settings.BootstrapServers, cancellationToken);
        Console.WriteLine($"Connector {connector.Name} was asked to read {table} again; its log tells when it has.");
        return 0;
    }
}
