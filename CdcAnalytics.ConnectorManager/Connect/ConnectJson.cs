using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>The JSON of Connect's REST API, read and written without reflection.</summary>
[JsonSerializable(typeof(Dictionary<string, RunningConnector>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(List<ConnectorPlugin>))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class ConnectJson : JsonSerializerContext;
