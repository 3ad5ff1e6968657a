namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// How far a snapshot has been read: tables in the pipeline's order, rows in the order of their keys.
/// </summary>
/// <param name="Table">The table to read on, by position; the number of tables when all were read.</param>
/// <param name="After">The last key read of it, as texts; null when none was.</param>
internal sealed record SnapshotCursor(int Table, IReadOnlyList<string>? After);
