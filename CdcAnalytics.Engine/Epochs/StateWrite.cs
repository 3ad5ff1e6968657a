namespace CdcAnalytics.Engine.Epochs;

/// <summary>
/// How an epoch changes the stored engine state: what changed (<see cref="Delta"/>), and a few parts written whole so
/// that old deltas are needed no more. The cost of an epoch is in proportion to what it changed, never to the state's
/// size.
/// </summary>
/// <param name="Delta">Changed entries, bytes only the engine reads; stored under the epoch's number.</param>
/// <param name="Segments">Parts written whole, as of the epoch's end.</param>
/// <param name="OldestNeededDelta">Deltas of epochs before this number may be deleted.</param>
public sealed record StateWrite(
    ReadOnlyMemory<byte> Delta, IReadOnlyList<StateSegment> Segments, long OldestNeededDelta);
