using System.CommandLine;
using System.CommandLine.Invocation;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Settings;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>The embedded topology as a program: one process and a Postgres.</summary>
public static class EmbeddedHost
{
    /// <summary>How long a stop may take, the server's own included, before the process is ended anyway.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The command with all its settings; callers may add options of their own before invoking it.</summary>
    /// <param name="chooseTopology">Says which topology runs and why, from the parsed command line.</param>
    public static RootCommand CreateCommand(Func<ParseResult, TopologyChoice> chooseTopology)
    {
        ArgumentNullException.ThrowIfNull(chooseTopology);
        var command = new RootCommand(
            "Change data capture from PostgreSQL with live analytics, in one process: source tables are captured, the "
            + "pipelines' SQL runs over their changes, results are committed exactly once and shown on a dashboard. "
            + "Each setting --like-this may be given as the environment variable CDC_LIKE_THIS; the command line "
            + "wins.");
        SettingsCommand.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            EmbeddedApplication.RunAsync(SettingsCommand.Read(parsed), chooseTopology(parsed), cancellationToken));
        return command;
    }

    /// <summary>
    /// Runs a command of <see cref="CreateCommand"/>. Exit codes: 0 stopped on purpose, 1 refused with one message, 2 a
    /// defect.
    /// </summary>
    public static Task<int> InvokeAsync(RootCommand command, string[] args)
    {
        ArgumentNullException.ThrowIfNull(command);
        var parsed = command.Parse(args);
        if (parsed.Action is ParseErrorAction refusal)
        {
            // The messages say what was expected; the whole help would bury them.
            refusal.ShowHelp = false;
        }

        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopTimeout });
    }

    /// <summary>Runs the program with its own settings only.</summary>
    public static Task<int> RunAsync(string[] args, TopologyChoice topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return InvokeAsync(CreateCommand(_ => topology), args);
    }
}
