using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Checkpoints;

/// <summary>What the sink stored with the last committed epoch: from here the engine and the source go on.</summary>
/// <param name="EpochNumber">The last committed epoch.</param>
/// <param name="Fingerprint">The fingerprint of the plan that wrote the state.</param>
/// <param name="Position">Where the source goes on.</param>
/// <param name="Segments">Each stored part of the state with the epoch it was written by.</param>
/// <param name="Deltas">The stored deltas, each with its epoch, in ascending order of epoch.</param>
public sealed record Checkpoint(
    long EpochNumber,
    string Fingerprint,
    SourcePosition Position,
    IReadOnlyList<(long EpochNumber, StateSegment Segment)> Segments,
    IReadOnlyList<(long EpochNumber, ReadOnlyMemory<byte> Content)> Deltas);
