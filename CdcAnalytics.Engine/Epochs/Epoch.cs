using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Epochs;

/// <summary>
/// The unit of commit: everything the engine did between two positions. The sink writes all of it in one transaction or
/// nothing. It is immutable once completed; the engine may go on while it is written.
/// </summary>
/// <param name="Number">1 for the first, then one more each; the sink refuses any other than the next.</param>
/// <param name="End">The position it ends at.</param>
/// <param name="Results">Net changes of the result tables; tables without change are left out.</param>
/// <param name="State">What to store of the engine's state.</param>
/// <param name="Tables">Progress of each source table, by position.</param>
/// <param name="Dropped">Events that a final query refused.</param>
/// <param name="Quarantined">Events and result rows that could not be processed.</param>
/// <param name="LastCommitTimeMicroseconds">
/// When the last transaction covered was committed, in microseconds since 1970-01-01 00:00 UTC; null when none was.
/// </param>
public sealed record Epoch(
    long Number,
    SourcePosition End,
    IReadOnlyList<ResultChanges> Results,
    StateWrite State,
    IReadOnlyList<TableProgress> Tables,
    IReadOnlyList<DroppedEvent> Dropped,
    IReadOnlyList<QuarantinedEvent> Quarantined,
    long? LastCommitTimeMicroseconds);
