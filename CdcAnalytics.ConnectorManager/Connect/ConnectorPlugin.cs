using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>A connector class that Connect has loaded.</summary>
/// <param name="ClassName">The Java class.</param>
/// <param name="Version">Its version.</param>
public sealed record ConnectorPlugin(
    [property: JsonPropertyName("class")] string ClassName,
    [property: JsonPropertyName("version")] string? Version);
