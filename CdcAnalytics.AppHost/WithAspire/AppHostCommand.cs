using System.CommandLine;
using CdcAnalytics.AppHost.Topologies;
using CdcAnalytics.Distributed;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>The program where Aspire is there: decides, announces, and runs the model.</summary>
internal static class AppHostCommand
{
    // Aspire's own: its dashboard is then served, on this machine only, without TLS.
    private const string UnsecuredTransport = "ASPIRE_ALLOW_UNSECURED_TRANSPORT";

    /// <summary>
    /// Runs it; returns the exit code. Arguments it does not know are Aspire's own and the embedded host's settings;
    /// the host refuses wrong ones in its log.
    /// </summary>
    public static Task<int> RunAsync(string[] args)
    {
        var topology = TopologySetting.CreateOption();
        var command = new RootCommand(
            "Change data capture from PostgreSQL with live analytics, under the Aspire dashboard. Every setting of the "
            + "embedded host is passed on to it; 'dotnet run --project CdcAnalytics.Embedded -- --help' lists them.")
        {
            topology,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var setting = parsed.GetRequiredValue(topology);
            var isPublishing = IsPublishing(parsed.UnmatchedTokens);
            var decision = isPublishing
                ? TopologyDecision.DecideForPublishing(setting)
                : TopologyDecision.Decide(
                    setting, hasAspire: true, await ContainerRuntime.FindAsync(cancellationToken));
            if (decision.Topology == Topology.DistributedLocal)
            {
                return await LocalTopology.RunAsync(
                    parsed.UnmatchedTokens, decision.Name, decision.Reason, cancellationToken);
            }

            Console.WriteLine(decision.Announcement);
            string[] transport = isPublishing ? [] : TransportArguments();
            var builder = DistributedApplication.CreateBuilder([.. transport, .. parsed.UnmatchedTokens]);
            builder.AddCdcAnalytics(decision.Topology, parsed.UnmatchedTokens);
            await builder.Build().RunAsync(cancellationToken);
            return 0;
        });
        return command.Parse(args).InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = LocalTopology.StopTimeout });
    }

    // Without a certificate Aspire would end with a stack trace. Images of the SDK and build machines have none.
    private static string[] TransportArguments()
    {
        if (Environment.GetEnvironmentVariable(UnsecuredTransport) is { Length: > 0 }
            || DevelopmentCertificate.IsThere(TimeProvider.System.GetUtcNow()))
        {
            return [];
        }

        Console.WriteLine(
            "Aspire's dashboard has no TLS: there is no certificate. 'dotnet dev-certs https' makes one.");
        return [$"--{UnsecuredTransport}=true"];
    }

    // As Aspire's own command line asks for it: --operation publish --step publish --output-path DIR.
    private static bool IsPublishing(IReadOnlyList<string> arguments) =>
        arguments.Zip(arguments.Skip(1)).Contains(("--operation", "publish"));
}
