using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Signals;

/// <summary>
/// Tells Debezium to read tables again while it goes on streaming
/// (debezium.io/documentation/reference/3.5/configuration/signalling.html).
/// </summary>
/// <param name="Data">What to read.</param>
internal sealed record SnapshotSignal([property: JsonPropertyName("data")] SnapshotSignalData Data)
{
    /// <summary>The signal's kind.</summary>
    [JsonPropertyName("type")]
    public string Kind { get; } = "execute-snapshot";
}
