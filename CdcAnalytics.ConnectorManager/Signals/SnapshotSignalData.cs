using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Signals;

/// <summary>What a snapshot signal asks for.</summary>
/// <param name="Tables">Tables as schema.table.</param>
internal sealed record SnapshotSignalData(
    [property: JsonPropertyName("data-collections")] IReadOnlyList<string> Tables)
{
    /// <summary>In chunks, beside the stream.</summary>
    [JsonPropertyName("type")]
    public string Kind { get; } = "INCREMENTAL";
}
