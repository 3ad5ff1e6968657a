using System.CommandLine;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Settings;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>The embedded topology as a program: one process and a Postgres.</summary>
public static class EmbeddedHost
{
    /// <summary>The command with all its settings; callers may add options of their own before invoking it.</summary>
    /// <param name="chooseTopology">Says which topology runs and why, from the parsed command line.</param>
    public static RootCommand CreateCommand(Func<ParseResult, TopologyChoice> chooseTopology)
    {
        ArgumentNullException.ThrowIfNull(chooseTopology);
        var command = new RootCommand(
            "Change data capture from PostgreSQL with live analytics, in one process: source tables are captured, the "
            + "pipelines' SQL runs over their changes, results are committed exactly once and shown on a dashboard. Each "
            + "setting --like-this may be given as the environment variable CDC_LIKE_THIS; the command line wins.");
        SettingsCommand.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            EmbeddedApplication.RunAsync(SettingsCommand.Read(parsed), chooseTopology(parsed), cancellationToken));
        return command;
    }

    /// <summary>Runs the program; returns its exit code: 0 when stopped on purpose.</summary>
    public static Task<int> RunAsync(string[] args, TopologyChoice topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return CreateCommand(_ => topology).Parse(args).InvokeAsync();
    }
}
