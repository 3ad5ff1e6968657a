using System.CommandLine;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>Keeps Connect at the desired state until stopped; what is done when no command is named.</summary>
internal static class RunCommand
{
    private const string Description =
        "Keeps the connectors of Kafka Connect as the files in Connectors__Folder say, for ever. Settings are "
        + "environment variables: Connect__Url, ConnectionStrings__kafka, Connectors__Values__*, Topics__*.";

    /// <summary>The root, which runs.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand(Description);
        Fill(root);
        return root;
    }

    /// <summary>The same by name.</summary>
    public static Command Create()
    {
        var command = new Command("run", Description);
        Fill(command);
        return command;
    }

    private static void Fill(Command command)
    {
        var prune = new Option<bool>("--prune")
        {
            Description = "Remove connectors that no file names. Also Connectors__Prune=true.",
        };
        command.Add(prune);
        command.SetAction((parsed, cancellationToken) => ManagerCommandLine.GuardAsync(async () =>
        {
            await using var application = ManagerApplication.Build(
                parsed.GetValue(prune) ? ["--Connectors:Prune=true"] : []);
            await application.RunAsync(cancellationToken);
            return 0;
        }));
    }
}
