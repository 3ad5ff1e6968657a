using System.CommandLine;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Measuring;
using CdcAnalytics.Throughput.Layers;

namespace CdcAnalytics.Throughput;

/// <summary>The command line.</summary>
internal static class ThroughputCommand
{
    /// <summary>The hidden command by which a layer runs in a process of its own.</summary>
    public const string LayerCommandName = "layer";

    private static readonly Option<long> Rows = NumberOption.Create(
        "--rows", "Rows that every layer drains.", 1_000, 100_000_000, 2_000_000);

    private static readonly Option<long> TransactionRows = NumberOption.Create(
        "--transaction-rows", "Rows of one transaction.", 1, 1_000_000, 10_000);

    private static readonly Option<long> Rate = NumberOption.Create(
        "--rate", "Changes a second while latency is measured, one transaction each.", 1, 100_000, 1_000);

    private static readonly Option<long> Seconds = NumberOption.Create(
        "--duration", "Seconds that latency is measured for; 0 leaves it out.", 0, 3_600, 30);

    private static readonly Option<long> Seed = NumberOption.Create(
        "--seed", "Decides the rows.", 0, long.MaxValue, 42);

    private static readonly Option<long> Repeat = NumberOption.Create(
        "--repeat", "Runs of each layer; the median counts.", 1, 9, 1);

    private static readonly Option<LayerName[]> Layers = new("--layers")
    {
        Description = "Which layers run. Default: all.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => Enum.GetValues<LayerName>(),
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Folder of the result file.",
        DefaultValueFactory = _ => Path.Combine("benchmarks", "results"),
    };

    private static readonly Option<string> Pipelines = new("--pipelines")
    {
        Description = "Folder of the pipelines' SQL.",
        DefaultValueFactory = _ => PipelineFiles.NycTaxiFolder,
    };

    /// <summary>The root command.</summary>
    public static RootCommand Create()
    {
        var layer = new Command(LayerCommandName, "Runs one layer; told what by a line on standard input.")
        {
            Hidden = true,
        };
        layer.SetAction((_, cancellationToken) => LayerProcess.RunAsync(cancellationToken));
        var root = new RootCommand(
            "Measures how fast changes get from Postgres's log into results, layer by layer, on a private server.")
        {
            Rows, TransactionRows, Rate, Seconds, Seed, Repeat, Layers, Output, Pipelines, layer,
        };
        root.SetAction(async (result, cancellationToken) =>
        {
            var seconds = result.GetValue(Seconds);
            await ThroughputRun.RunAsync(
                new ThroughputOptions
                {
                    Rows = result.GetValue(Rows),
                    TransactionRows = (int)result.GetValue(TransactionRows),
                    ChangesPerSecond = (int)result.GetValue(Rate),
                    Duration = TimeSpan.FromSeconds(seconds),
                    Seed = result.GetValue(Seed),
                    Repeat = (int)result.GetValue(Repeat),
                    Layers = result.GetValue(Layers) ?? [],
                    IsLatencyMeasured = seconds > 0,
                    OutputFolder = result.GetRequiredValue(Output),
                    PipelineFolder = Path.GetFullPath(result.GetRequiredValue(Pipelines)),
                },
                cancellationToken);
            return 0;
        });
        return root;
    }
}
