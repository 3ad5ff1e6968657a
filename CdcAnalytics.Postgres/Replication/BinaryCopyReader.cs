using System.Buffers.Binary;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads tuples of <c>COPY … TO STDOUT (FORMAT binary)</c> from its raw bytes.
/// <see href="https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS"/>
/// </summary>
/// <remarks>
/// <c>"PGCOPY\n" FF 0D 0A 00 | 00 00 00 00 (flags) | 00 00 00 00 (extension)</c>, then tuples
/// <c>00 02 (fields) | 00 00 00 04 (length, or -1 for NULL) …</c>, then <c>FF FF</c>.
/// </remarks>
internal sealed class BinaryCopyReader(Stream stream) : IAsyncDisposable
{
    private const int HeaderLength = 19;
    private const int InitialBufferBytes = 256 * 1024;

    private byte[] _buffer = new byte[InitialBufferBytes];
    private int _start;
    private int _end;
    private int _tupleLength;
    private bool _isHeaderRead;

    /// <summary>The tuple read last, from its number of fields on; valid until the next is read.</summary>
    public ReadOnlySpan<byte> Tuple => _buffer.AsSpan(_start, _tupleLength);

    /// <summary>Goes to the next tuple.</summary>
    /// <returns>False after the last one.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        _start += _tupleLength;
        _tupleLength = 0;
        while (true)
        {
            if (!_isHeaderRead && _end - _start >= HeaderLength)
            {
                _start += HeaderLength;
                _isHeaderRead = true;
            }

            if (_isHeaderRead)
            {
                switch (Measure(_buffer.AsSpan(_start, _end - _start)))
                {
                    case 0:
                        return false;
                    case { } length:
                        _tupleLength = length;
                        return true;
                }
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>Length of the first tuple, zero for the trailer, null when it is not all there.</summary>
    private static int? Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(short))
        {
            return null;
        }

        var fields = BinaryPrimitives.ReadInt16BigEndian(bytes);
        if (fields < 0)
        {
            return 0;
        }

        var position = sizeof(short);
        for (; fields > 0; fields--)
        {
            if (bytes.Length - position < sizeof(int))
            {
                return null;
            }

            var length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes[position..]));
            position += sizeof(int);
            if (bytes.Length - position < length)
            {
                return null;
            }

            position += length;
        }

        return position;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read > 0 ? read : throw new EndOfStreamException("The copy ended inside a tuple.");
    }
}
