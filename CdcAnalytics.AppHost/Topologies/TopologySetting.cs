using System.CommandLine;

namespace CdcAnalytics.AppHost.Topologies;

/// <summary>The setting <c>--topology</c>: by what the machine has, or always embedded.</summary>
public static class TopologySetting
{
    /// <summary>Everything the machine offers is used.</summary>
    public const string Auto = "auto";

    /// <summary>The embedded host with its own Postgres, whatever the machine offers.</summary>
    public const string Embedded = "embedded";

    private const string Variable = "CDC_TOPOLOGY";

    /// <summary>Makes the option; the environment variable CDC_TOPOLOGY stands in for it.</summary>
    public static Option<string> CreateOption()
    {
        var option = new Option<string>("--topology")
        {
            Description = $"{Auto}: what this machine can run; {Embedded}: the embedded host with a Postgres of its "
                + "own, without containers. Default: auto.",
            DefaultValueFactory = _ =>
                Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : Auto,
        };
        option.Validators.Add(result =>
        {
            // Read through GetValue, so that a wrong value in the environment is refused as well.
            if (result.GetValueOrDefault<string>() is { } value && value is not (Auto or Embedded))
            {
                result.AddError($"--topology is '{value}'; expected {Auto} or {Embedded}.");
            }
        });
        return option;
    }
}
