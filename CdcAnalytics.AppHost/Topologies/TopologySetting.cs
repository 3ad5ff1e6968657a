using System.CommandLine;

namespace CdcAnalytics.AppHost.Topologies;

/// <summary>The setting <c>--topology</c>: by what the machine has, or one of the two by name.</summary>
public static class TopologySetting
{
    /// <summary>Everything the machine offers is used.</summary>
    public const string Auto = "auto";

    /// <summary>The embedded host with its own Postgres, whatever the machine offers.</summary>
    public const string Embedded = "embedded";

    /// <summary>Kafka, Connect and Flink: in containers where they run, else as processes of this machine.</summary>
    public const string Distributed = "distributed";

    private const string Variable = "CDC_TOPOLOGY";

    /// <summary>Makes the option; the environment variable CDC_TOPOLOGY stands in for it.</summary>
    public static Option<string> CreateOption()
    {
        var option = new Option<string>("--topology")
        {
            Description = $"{Auto}: what this machine can run; {Embedded}: the embedded host with a Postgres of its "
                + $"own, without containers; {Distributed}: Kafka, Kafka Connect and Flink, in containers where a "
                + "container runtime answers, else as processes from KAFKA_HOME, FLINK_HOME and CONNECT_PLUGIN_PATH. "
                + "Default: auto.",
            DefaultValueFactory = _ =>
                Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : Auto,
        };
        option.Validators.Add(result =>
        {
            // Read through GetValue, so that a wrong value in the environment is refused as well.
            if (result.GetValueOrDefault<string>() is { } value && value is not (Auto or Embedded or Distributed))
            {
                result.AddError($"--topology is '{value}'; expected {Auto}, {Embedded} or {Distributed}.");
            }
        });
        return option;
    }
}
