namespace CdcAnalytics.Flink.Gateway;

/// <summary>A row of a result.</summary>
/// <param name="Kind">INSERT, UPDATE_BEFORE, UPDATE_AFTER or DELETE.</param>
/// <param name="Fields">Its values as text; null for NULL.</param>
public sealed record GatewayRow(string Kind, IReadOnlyList<string?> Fields);
