using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Testing.Simulation;

/// <summary>A committed transaction of a <see cref="SimulatedLog"/>.</summary>
/// <param name="CommitLsn">Where its commit record lies.</param>
/// <param name="CommitEndLsn">Just past it.</param>
/// <param name="CommitTimeMicroseconds">When it was committed.</param>
/// <param name="Changes">Its changes in order.</param>
/// <param name="StartsAnew">
/// Whether the slot was lost before it, and it is the first of the tables' being read anew.
/// </param>
public sealed record SimulatedTransaction(
    Lsn CommitLsn,
    Lsn CommitEndLsn,
    long CommitTimeMicroseconds,
    IReadOnlyList<SimulatedChange> Changes,
    bool StartsAnew);
