using Microsoft.Win32.SafeHandles;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>
/// A Parquet file as its reader may see it: the file's body with a checked footer, and a limit on what is read.
/// </summary>
/// <remarks>
/// Reading past the end throws instead of returning nothing, and reading far more than a column holds throws too:
/// a damaged page header can send the reader backwards, and without the limit round and round.
/// </remarks>
internal sealed class GuardedStream(SafeFileHandle file, long bodyLength, ReadOnlyMemory<byte> tail) : Stream
{
    private long _position;
    private long _remainingBytes = long.MaxValue;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => bodyLength + tail.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value >= 0 && value <= Length
            ? value
            : throw new InvalidDataException("a page lies outside the file");
    }

    /// <summary>Lets the reader take at most so many bytes until the next call.</summary>
    public void Allow(long byteCount) => _remainingBytes = byteCount;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count;
        if (_position < bodyLength)
        {
            var wanted = (int)Math.Min(buffer.Length, bodyLength - _position);
            count = RandomAccess.Read(file, buffer[..wanted], _position);
        }
        else
        {
            var rest = tail.Span[(int)(_position - bodyLength)..];
            count = Math.Min(buffer.Length, rest.Length);
            rest[..count].CopyTo(buffer);
        }

        if (count == 0)
        {
            throw new EndOfStreamException("its data ends too early");
        }

        _remainingBytes -= count;
        if (_remainingBytes < 0)
        {
            throw new InvalidDataException("its pages are larger than its footer says");
        }

        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
