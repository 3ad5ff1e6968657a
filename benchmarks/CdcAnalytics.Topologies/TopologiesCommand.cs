using System.CommandLine;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Measuring;
using Npgsql;

namespace CdcAnalytics.Topologies;

/// <summary>The command line.</summary>
internal static class TopologiesCommand
{
    /// <summary>How long the stop of everything may take after Ctrl-C.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(3);

    private const int Succeeded = 0;
    private const int Failed = 1;

    private static readonly Option<TopologyName[]> Topologies = new("--topologies")
    {
        Description = "Which topologies are measured, one after the other. Default: both.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => Enum.GetValues<TopologyName>(),
    };

    private static readonly Option<long> StartTrips = NumberOption.Create(
        "--start-trips", "Trips that are inserted as soon as there are tables.", 1_000, 10_000_000, 25_000);

    private static readonly Option<long> Trips = NumberOption.Create(
        "--trips", "Trips that are inserted as fast as Postgres takes them.", 1_000, 100_000_000, 2_000_000);

    private static readonly Option<long> TransactionRows = NumberOption.Create(
        "--transaction-rows", "Rows of one transaction of those.", 1, 1_000_000, 10_000);

    private static readonly Option<long> Rate = NumberOption.Create(
        "--rate", "Changes a second while latency is measured, one transaction each.", 1, 100_000, 100);

    private static readonly Option<long> Seconds = NumberOption.Create(
        "--duration", "Seconds that latency is measured for; 0 leaves it out.", 0, 3_600, 30);

    private static readonly Option<long> Seed = NumberOption.Create(
        "--seed", "Decides the trips.", 0, long.MaxValue, 42);

    private static readonly Option<string> Jit = new("--jit")
    {
        Description = "The distributed host's own setting: full or fast-start. Default: full.",
        DefaultValueFactory = _ => "full",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Folder of the result file.",
        DefaultValueFactory = _ => Path.Combine("benchmarks", "results"),
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Leave the hosts' folders, logs among them; after a failure they are left anyway.",
    };

    /// <summary>The root command.</summary>
    public static RootCommand Create()
    {
        Jit.AcceptOnlyFromAmong("full", "fast-start");
        var root = new RootCommand(
            "Measures both topologies on the same trips: start-up, memory, bulk rate and latency, of the real hosts on "
            + "private servers.")
        {
            Topologies, StartTrips, Trips, TransactionRows, Rate, Seconds, Seed, Jit, Output, Keep,
        };
        root.SetAction((result, cancellationToken) => RunAsync(
            new TopologiesOptions
            {
                Topologies = [.. (result.GetValue(Topologies) ?? []).Distinct()],
                StartTrips = result.GetValue(StartTrips),
                Trips = result.GetValue(Trips),
                TransactionRows = (int)result.GetValue(TransactionRows),
                ChangesPerSecond = (int)result.GetValue(Rate),
                LatencyDuration = result.GetValue(Seconds) is var seconds and > 0
                    ? TimeSpan.FromSeconds(seconds)
                    : null,
                Seed = result.GetValue(Seed),
                Jit = result.GetRequiredValue(Jit),
                OutputFolder = result.GetRequiredValue(Output),
                KeepsFolders = result.GetValue(Keep),
            },
            cancellationToken));
        return root;
    }

    private static async Task<int> RunAsync(TopologiesOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await TopologiesRun.RunAsync(options, cancellationToken);
            return Succeeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; nothing was written.");
            return Failed;
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException
            or LocalClusterException or NpgsqlException or IOException)
        {
            await Console.Error.WriteLineAsync($"Error: {exception.Message}");
            return Failed;
        }
    }
}
