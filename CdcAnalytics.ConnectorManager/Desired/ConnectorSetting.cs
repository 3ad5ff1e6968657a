namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>One text of a connector file as it is written there, its placeholders not yet filled.</summary>
/// <param name="Key">The setting's name, or <c>name</c> for the connector's own.</param>
/// <param name="Value">The text.</param>
/// <param name="Line">The line of the file, from 1.</param>
internal sealed record ConnectorSetting(string Key, string Value, int Line);
