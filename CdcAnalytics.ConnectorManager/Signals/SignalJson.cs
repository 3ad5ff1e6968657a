using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Signals;

/// <summary>The JSON of signals, written without reflection.</summary>
[JsonSerializable(typeof(SnapshotSignal))]
internal sealed partial class SignalJson : JsonSerializerContext;
