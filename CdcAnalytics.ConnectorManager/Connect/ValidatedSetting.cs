using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>One setting of a configuration that was validated.</summary>
/// <param name="Value">Its value and what is wrong with it.</param>
public sealed record ValidatedSetting([property: JsonPropertyName("value")] ValidatedValue Value);
