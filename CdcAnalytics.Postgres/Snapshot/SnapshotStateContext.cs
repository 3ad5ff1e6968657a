using System.Text.Json.Serialization;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>Reads and writes <see cref="SnapshotState"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SnapshotState))]
internal sealed partial class SnapshotStateContext : JsonSerializerContext;
