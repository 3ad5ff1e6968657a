using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>
/// A connector that Connect knows; one part may be absent for the moment after it was made or removed.
/// </summary>
/// <param name="Status">Its state.</param>
/// <param name="Info">Its configuration.</param>
public sealed record RunningConnector(
    [property: JsonPropertyName("status")] StatusReport? Status,
    [property: JsonPropertyName("info")] ConfigReport? Info);
