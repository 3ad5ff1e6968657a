using CdcAnalytics.AppHost.Topologies;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Hosting;

namespace CdcAnalytics.AppHost.WithoutAspire;

/// <summary>The program where there is no Aspire: the embedded host's own command, and the topology setting.</summary>
internal static class AppHostCommand
{
    /// <summary>Runs it, with every setting of the embedded host; returns the exit code.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        var topology = TopologySetting.CreateOption();
        var command = EmbeddedHost.CreateCommand(parsed =>
        {
            var decision = TopologyDecision.Decide(
                parsed.GetRequiredValue(topology), hasAspire: false, containerRuntime: null);
            return new TopologyChoice(decision.Name, decision.Reason);
        });
        command.Options.Add(topology);
        return EmbeddedHost.InvokeAsync(command, args);
    }
}
