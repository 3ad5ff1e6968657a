using System.CommandLine;
using CdcAnalytics.AppHost.Topologies;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Distributed;
using CdcAnalytics.Embedded.Hosting;

namespace CdcAnalytics.AppHost.WithoutAspire;

/// <summary>
/// The program where there is no Aspire: the embedded host's own command and the topology setting, or the distributed
/// topology on processes of this machine.
/// </summary>
internal static class AppHostCommand
{
    /// <summary>
    /// Runs it, with every setting of the embedded host or of the local cluster; returns the exit code.
    /// </summary>
    public static Task<int> RunAsync(string[] args)
    {
        var topology = TopologySetting.CreateOption();
        if (AsksForDistributed(args, topology) is { } distributed)
        {
            return distributed;
        }

        var command = EmbeddedHost.CreateCommand(parsed =>
        {
            var decision = Decide(parsed, topology);
            return new TopologyChoice(decision.Name, decision.Reason);
        });
        command.Options.Add(topology);
        return EmbeddedHost.InvokeAsync(command, args);
    }

    // The two topologies have different settings, so the topology is read before the command that has them is made.
    private static Task<int>? AsksForDistributed(string[] args, Option<string> topology)
    {
        var command = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        command.Options.Clear(); // Help is asked of the command that has the settings.
        command.Options.Add(topology);
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return null; // Refused by the embedded host's command, in its own words.
        }

        var decision = Decide(parsed, topology);
        if (decision.Topology != Topology.DistributedLocal)
        {
            return null;
        }

        return LocalTopology.RunAsync(
            parsed.UnmatchedTokens, decision.Name, decision.Reason, cancellationToken: null);
    }

    private static TopologyDecision Decide(ParseResult parsed, Option<string> topology) =>
        TopologyDecision.Decide(parsed.GetRequiredValue(topology), hasAspire: false, containerRuntime: null);
}
