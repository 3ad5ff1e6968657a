using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;

namespace CdcAnalytics.Engine.State;

/// <summary>
/// Stores the tables as a rolling checkpoint: every epoch writes a delta, and about as many bytes of whole parts, one
/// part after the other, so that a restore reads every part and the few deltas since. No epoch writes everything.
/// </summary>
internal sealed class StateStore
{
    private const int PartBits = 6;
    private const int PartCount = 1 << PartBits;
    private const byte FormatVersion = 1;
    private const byte DeltaKind = (byte)'D';
    private const byte SegmentKind = (byte)'S';

    /// <summary>
    /// When epochs are tiny, a part is written after so many all the same, so that the deltas kept stay few thousands.
    /// </summary>
    private const int MaxEpochsBetweenSegments = 256;

    private readonly StateCodec[] _codecs;
    private readonly StateWriter _writer = new();
    private readonly bool[] _changedParts = new bool[PartCount];
    private readonly long?[] _firstDeltaSince = new long?[PartCount];
    private readonly long[] _segmentBytes = new long[PartCount];
    private long _creditBytes;
    private int _cursor;
    private int _epochsSinceSegment;

    /// <summary>Stores those tables; their order is part of the format.</summary>
    public StateStore(IEnumerable<StateTable> tables)
    {
        _codecs = [.. tables.Select(table => new StateCodec(table, PartBits))];
    }

    /// <summary>Writes an epoch's changes.</summary>
    /// <param name="epochNumber">The epoch.</param>
    /// <param name="writeHeader">Writes the small state that goes into every delta.</param>
    public StateWrite Write(long epochNumber, Action<StateWriter> writeHeader)
    {
        _writer.Clear();
        _writer.WriteByte(DeltaKind);
        _writer.WriteByte(FormatVersion);
        _writer.WriteUnsigned((ulong)epochNumber);
        writeHeader(_writer);
        Array.Clear(_changedParts);
        var hasChange = false;
        foreach (var codec in _codecs)
        {
            hasChange |= codec.WriteDelta(_writer, _changedParts);
        }

        for (var part = 0; part < PartCount; part++)
        {
            if (_changedParts[part])
            {
                _firstDeltaSince[part] ??= epochNumber;
            }
        }

        var delta = _writer.ToArrayWithChecksum();
        _creditBytes += hasChange ? delta.Length : 0;
        _epochsSinceSegment++;
        var segments = WriteSegments(epochNumber);
        return new StateWrite(delta, segments, _firstDeltaSince.Min() ?? epochNumber);
    }

    /// <summary>Reads what was stored into the empty tables.</summary>
    /// <param name="checkpoint">What was stored.</param>
    /// <param name="readHeader">
    /// Reads the small state of the last delta; of earlier ones it is read and thrown away.
    /// </param>
    /// <exception cref="CheckpointMismatchException">The bytes are damaged, missing, or of another format.</exception>
    public void Read(Checkpoint checkpoint, HeaderReader readHeader)
    {
        var writtenBy = new long[PartCount];
        foreach (var (epochNumber, segment) in checkpoint.Segments)
        {
            ReadSegment(epochNumber, segment, writtenBy);
        }

        RefuseGaps(checkpoint);
        var isWanted = new bool[PartCount];
        foreach (var (epochNumber, content) in checkpoint.Deltas)
        {
            var reader = Open(content, DeltaKind, $"the delta of epoch {epochNumber}", epochNumber);
            readHeader(ref reader, isLast: epochNumber == checkpoint.EpochNumber);
            for (var part = 0; part < PartCount; part++)
            {
                isWanted[part] = writtenBy[part] < epochNumber;
            }

            Array.Clear(_changedParts);
            foreach (var codec in _codecs)
            {
                codec.Read(ref reader, isWanted, _changedParts);
            }

            for (var part = 0; part < PartCount; part++)
            {
                if (_changedParts[part] && isWanted[part])
                {
                    _firstDeltaSince[part] ??= epochNumber;
                }
            }
        }

        _cursor = Array.IndexOf(_firstDeltaSince, _firstDeltaSince.Min());
    }

    /// <summary>Reads the small state at the head of a delta.</summary>
    public delegate void HeaderReader(ref StateReader reader, bool isLast);

    private static void RefuseGaps(Checkpoint checkpoint)
    {
        long? previous = null;
        foreach (var (epochNumber, _) in checkpoint.Deltas)
        {
            if (previous is { } before && epochNumber != before + 1)
            {
                throw new CheckpointMismatchException(
                    $"The stored engine state is damaged: the delta of epoch {before + 1} is missing, "
                    + $"though {epochNumber} is there. Restore the state tables from a backup.");
            }

            previous = epochNumber;
        }

        if (previous != checkpoint.EpochNumber)
        {
            throw new CheckpointMismatchException(
                $"The stored engine state is damaged: the delta of the last epoch, {checkpoint.EpochNumber}, is "
                + "missing. Restore the state tables from a backup.");
        }
    }

    private static StateReader Open(ReadOnlyMemory<byte> content, byte kind, string what, long epochNumber)
    {
        var reader = new StateReader(content.Span, what);
        if (reader.ReadByte() != kind)
        {
            throw reader.Damaged();
        }

        var version = reader.ReadByte();
        if (version != FormatVersion)
        {
            throw new CheckpointMismatchException(
                $"The stored engine state is of format {version}; this engine reads format {FormatVersion}. Run the "
                + "version that wrote it, or drop the pipeline's state and results and let the pipeline read its "
                + "tables anew.");
        }

        return reader.ReadUnsigned() == (ulong)epochNumber ? reader : throw reader.Damaged();
    }

    private void ReadSegment(long epochNumber, StateSegment segment, long[] writtenBy)
    {
        var reader = Open(
            segment.Content, SegmentKind, $"segment {segment.Index} of epoch {epochNumber}", epochNumber);
        if (reader.ReadUnsigned() != (ulong)segment.Index || segment.Index >= PartCount)
        {
            throw reader.Damaged();
        }

        var isWanted = new bool[PartCount];
        isWanted[segment.Index] = true;
        foreach (var codec in _codecs)
        {
            codec.Read(ref reader, isWanted, changedParts: null);
        }

        writtenBy[segment.Index] = epochNumber;
        _segmentBytes[segment.Index] = segment.Content.Length;
    }

    private List<StateSegment> WriteSegments(long epochNumber)
    {
        var isOverdue = _epochsSinceSegment >= MaxEpochsBetweenSegments;
        var parts = ChooseParts(isOverdue);
        List<StateSegment> segments = [];
        if (parts.Count > 0)
        {
            foreach (var codec in _codecs)
            {
                codec.CollectParts(parts);
            }

            foreach (var part in parts)
            {
                var segment = WriteSegment(part, epochNumber);
                segments.Add(segment);
                _creditBytes -= isOverdue ? 0 : segment.Content.Length;
            }

            _epochsSinceSegment = 0;
        }

        if (Array.TrueForAll(_firstDeltaSince, first => first is null))
        {
            _creditBytes = 0;
            _epochsSinceSegment = 0;
        }

        return segments;
    }

    /// <summary>
    /// Which parts to write: as many of the next ones as the deltas written have paid for, going by their last sizes;
    /// parts without change are passed over.
    /// </summary>
    private List<int> ChooseParts(bool isOverdue)
    {
        List<int> parts = [];
        var credit = _creditBytes;
        for (var tried = 0; tried < PartCount && (credit > 0 || (isOverdue && parts.Count == 0)); tried++)
        {
            if (_firstDeltaSince[_cursor] is not null)
            {
                if (credit < _segmentBytes[_cursor] && !(isOverdue && parts.Count == 0))
                {
                    break;
                }

                parts.Add(_cursor);
                credit -= _segmentBytes[_cursor];
            }

            _cursor = (_cursor + 1) % PartCount;
        }

        return parts;
    }

    private StateSegment WriteSegment(int part, long epochNumber)
    {
        _writer.Clear();
        _writer.WriteByte(SegmentKind);
        _writer.WriteByte(FormatVersion);
        _writer.WriteUnsigned((ulong)epochNumber);
        _writer.WriteUnsigned((ulong)part);
        foreach (var codec in _codecs)
        {
            codec.WritePart(_writer, part);
        }

        var content = _writer.ToArrayWithChecksum();
        _firstDeltaSince[part] = null;
        _segmentBytes[part] = content.Length;
        return new StateSegment(part, content);
    }
}
