namespace CdcAnalytics.Flink.Gateway;

/// <summary>A piece of a statement's result.</summary>
/// <param name="IsReady">Whether the statement has got that far; else ask again.</param>
/// <param name="Columns">The columns; empty while not ready.</param>
/// <param name="Rows">The rows of this piece.</param>
/// <param name="JobId">The job that the statement started, or null.</param>
/// <param name="NextPath">Where the next piece is; null after the last.</param>
public sealed record GatewayPage(
    bool IsReady,
    IReadOnlyList<GatewayColumn> Columns,
    IReadOnlyList<GatewayRow> Rows,
    string? JobId,
    string? NextPath);
