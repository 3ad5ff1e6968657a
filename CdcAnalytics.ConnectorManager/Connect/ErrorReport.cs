using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>The body of a refusal by Connect.</summary>
/// <param name="Message">Why.</param>
internal sealed record ErrorReport([property: JsonPropertyName("message")] string? Message);
