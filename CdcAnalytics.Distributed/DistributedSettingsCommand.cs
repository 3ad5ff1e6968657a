using System.CommandLine;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Embedded.Settings;

namespace CdcAnalytics.Distributed;

/// <summary>The command line of the distributed topology on processes of this machine.</summary>
internal static class DistributedSettingsCommand
{
    private const string Fast = "fast-start";
    private const string Full = "full";

    private static readonly Option<int?> Partitions = SettingOption.Number(
        "--partitions",
        "Partitions of each Kafka topic. More than one scales out, but final windows then close by the slowest "
        + "partition. Fixed at the first start. Default: 1.",
        1,
        100);

    private static readonly Option<int?> Parallelism = SettingOption.Number(
        "--parallelism", "Parallelism of the Flink job. Default: 1.", 1, 4);

    private static readonly Option<string?> Jit = SettingOption.Text(
        "--jit",
        $"{Full}: the JVMs optimise what runs long; {Fast}: they start sooner and stay smaller, for short runs. "
        + $"Default: {Full}.",
        value => value is Full or Fast,
        $"{Full} or {Fast}");

    /// <summary>The command with its options; <paramref name="run"/> is its action.</summary>
    public static RootCommand Create(Func<DistributedSettings, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand(
            "Change data capture from PostgreSQL with live analytics over Kafka, Debezium and Flink, all of them "
            + "processes of this machine: from KAFKA_HOME, FLINK_HOME, CONNECT_PLUGIN_PATH and a Java 17 runtime. Each "
            + "setting --like-this may be given as the environment variable CDC_LIKE_THIS; the command line wins.")
        {
            Partitions, Parallelism, Jit,
        };
        SettingsCommand.AddCommonTo(command);
        command.SetAction((parsed, cancellationToken) => run(Read(parsed), cancellationToken));
        return command;
    }

    private static DistributedSettings Read(ParseResult parsed) => new(SettingsCommand.Read(parsed))
    {
        Partitions = parsed.GetValue(Partitions) ?? 1,
        Parallelism = parsed.GetValue(Parallelism) ?? 1,
        Jit = parsed.GetValue(Jit) == Fast ? JitMode.FirstTier : JitMode.Full,
    };
}
