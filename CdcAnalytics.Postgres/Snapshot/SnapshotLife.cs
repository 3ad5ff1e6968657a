namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// A part of the snapshot that was read after an interruption, when the slot's own snapshot was gone: it shows
/// transactions that the stream will bring once more.
/// </summary>
/// <param name="From">Where it began; it reaches to the next life's beginning, or to the cursor.</param>
/// <param name="Visibility">
/// What it saw, as <c>pg_current_snapshot()</c> prints it: <c>xmin:xmax:in progress</c>.
/// </param>
/// <param name="Until">A log position after the commit of everything it saw.</param>
internal sealed record SnapshotLife(SnapshotCursor From, string Visibility, string Until);
