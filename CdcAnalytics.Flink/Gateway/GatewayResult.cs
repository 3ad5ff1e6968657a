namespace CdcAnalytics.Flink.Gateway;

/// <summary>A statement's whole result.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">All rows.</param>
/// <param name="JobId">The job that the statement started, or null.</param>
public sealed record GatewayResult(
    IReadOnlyList<GatewayColumn> Columns, IReadOnlyList<GatewayRow> Rows, string? JobId);
