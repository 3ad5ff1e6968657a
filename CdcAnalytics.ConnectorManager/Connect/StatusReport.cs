using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>What Connect says of a connector's state.</summary>
/// <param name="Connector">The connector itself.</param>
/// <param name="Tasks">Its tasks.</param>
public sealed record StatusReport(
    [property: JsonPropertyName("connector")] StateReport Connector,
    [property: JsonPropertyName("tasks")] IReadOnlyList<StateReport> Tasks);
