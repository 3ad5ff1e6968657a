using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>What a connector class says of a configuration it was shown.</summary>
/// <param name="Settings">Every setting the class knows.</param>
public sealed record ValidationReport(
    [property: JsonPropertyName("configs")] IReadOnlyList<ValidatedSetting> Settings);
