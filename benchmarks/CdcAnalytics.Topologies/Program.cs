using System.CommandLine;
using CdcAnalytics.Topologies;

// The host that runs is stopped in order, which takes longer than a command is given by default.
return await TopologiesCommand.Create().Parse(args).InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = TopologiesCommand.StopTimeout });
