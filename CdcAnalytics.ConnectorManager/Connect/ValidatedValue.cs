using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>The value of a setting that was validated. The value itself is not read: it may be a secret.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Errors">What is wrong; empty when nothing is.</param>
public sealed record ValidatedValue(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("errors")] IReadOnlyList<string> Errors);
