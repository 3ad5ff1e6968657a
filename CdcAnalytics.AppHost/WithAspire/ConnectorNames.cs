namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>The connectors in the folder connectors/, for the commands that name one.</summary>
internal static class ConnectorNames
{
    /// <summary>Debezium's source.</summary>
    public const string Source = "cdc-source";

    /// <summary>Debezium's JDBC sink.</summary>
    public const string Sink = "cdc-sink";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> All { get; } = [Source, Sink];
}
