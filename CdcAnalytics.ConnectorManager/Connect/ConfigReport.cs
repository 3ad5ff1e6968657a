using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>What Connect says of a connector's configuration.</summary>
/// <param name="Config">Its settings as they were sent, and its name; secrets are references.</param>
public sealed record ConfigReport(
    [property: JsonPropertyName("config")] IReadOnlyDictionary<string, string> Config);
