namespace CdcAnalytics.Engine.Epochs;

/// <summary>The whole content of one part of the engine's state, replacing what was stored for that part.</summary>
/// <param name="Index">Which part; parts are numbered from 0.</param>
/// <param name="Content">Bytes only the engine reads.</param>
public sealed record StateSegment(int Index, ReadOnlyMemory<byte> Content);
