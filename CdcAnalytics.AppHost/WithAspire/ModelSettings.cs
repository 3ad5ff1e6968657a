using CdcAnalytics.Cluster.Settings;
using Microsoft.Extensions.Configuration;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>
/// What a person may set of the distributed topology, in appsettings.json or the environment; the section of each
/// property is named as it is, and those of <see cref="Cluster"/> begin with <c>Cluster</c>.
/// </summary>
internal sealed class ModelSettings
{
    /// <summary>The brokers, Connect and Flink.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>The database that is captured.</summary>
    public DatabaseSettings Database { get; init; } = new();

    /// <summary>What is captured, and how it is spread.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>Settings of the seeder, passed on to it by name; such as TripsPerSecond and TripsFile.</summary>
    public Dictionary<string, string?> Seeder { get; init; } = [];

    /// <summary>Reads and validates them.</summary>
    /// <exception cref="ClusterSettingException">One is out of its range.</exception>
    /// <exception cref="InvalidOperationException">One cannot be read, or is missing.</exception>
    public static ModelSettings Read(IConfiguration configuration)
    {
        var settings = configuration.Get<ModelSettings>() ?? new ModelSettings();
        settings.Cluster.Validate();
        settings.Pipeline.Validate(settings.Cluster);
        return settings;
    }
}
