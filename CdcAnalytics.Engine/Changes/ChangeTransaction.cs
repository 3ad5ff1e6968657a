using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Changes;

/// <summary>Where a transaction's changes begin in a batch, and when it was committed.</summary>
/// <param name="FirstEvent">
/// Index of its first change in the batch; it reaches to the next transaction's first, or the end.
/// </param>
/// <param name="CommitLsn">Where its commit record lies; for a snapshot, the position the snapshot shows.</param>
/// <param name="CommitTimeMicroseconds">
/// When the server committed it (for a snapshot: took it), in microseconds since 1970-01-01 00:00 UTC.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChangeTransaction(int FirstEvent, Lsn CommitLsn, long CommitTimeMicroseconds);
