namespace CdcAnalytics.Flink.Gateway;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in Flink's words.</param>
public sealed record GatewayColumn(string Name, string Type);
