using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Parquet;
using Parquet.Meta;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>
/// A TLC yellow trip file that was found sound from the outside: magic, footer, columns, places of its pages.
/// </summary>
internal sealed class TripFile : IAsyncDisposable
{
    /// <summary>A row group is decoded a column at a time, twelve bytes a row; this bounds it at 384 MB.</summary>
    private const long MaxRowGroupRows = 32 * 1024 * 1024;

    private const int MagicLength = 4;
    private const int TrailerLength = 8;

    private readonly SafeFileHandle _handle;
    private readonly GuardedStream _stream;
    private readonly ParquetReader _reader;
    private readonly ScratchFile _scratch;
    private readonly RowGroupReader _rowGroupReader;

    private TripFile(SafeFileHandle handle, GuardedStream stream, ParquetReader reader, TripFileDescription description)
    {
        _handle = handle;
        _stream = stream;
        _reader = reader;
        _scratch = ScratchFile.Create();
        _rowGroupReader = new(_scratch);
        Description = description;
    }

    /// <summary>Name, identity, rows and columns.</summary>
    public TripFileDescription Description { get; }

    /// <summary>Opens a file and checks all that can be checked without decoding its pages.</summary>
    /// <exception cref="SeederException">The file cannot be read or is not a yellow trip file.</exception>
    public static async Task<TripFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var handle = OpenHandle(path);
        try
        {
            var stream = OpenChecked(handle, path);
            var reader = await DecodeAsync(
                path, "its footer cannot be read", () => ParquetReader.CreateAsync(
                    stream, new ParquetOptions { TreatByteArrayAsString = true }, leaveStreamOpen: true,
                        cancellationToken));
            var metadata = reader.Metadata ?? throw Refusal(path, "its footer is empty");
            RefuseEncrypted(metadata, path);
            var units = TripFileSchema.TakeTimestampUnits(metadata.Schema);
            var fields = await DecodeAsync(
                path, "its schema cannot be read", () => Task.FromResult(reader.Schema.Fields));
            var columns = TripFileSchema.Map(fields, units, path);
            var rowGroups = RowGroups(metadata, path);
            CheckChunks(reader, columns, rowGroups, stream.Length, path);
            var known = columns.Select(column => column.Field?.Name).ToHashSet(StringComparer.Ordinal);
            var description = new TripFileDescription(
                path, await IdentityAsync(handle, cancellationToken), rowGroups, columns,
                [.. fields.Select(field => field.Name).Where(name => !known.Contains(name))]);
            return new(handle, stream, reader, description);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Decodes a row group; its rows can be read until the next call.</summary>
    /// <exception cref="SeederException">A column of the row group is damaged; names it.</exception>
    public async Task<TripRowGroup> ReadRowGroupAsync(int index, CancellationToken cancellationToken)
    {
        var rowCount = (int)Description.RowGroupRows[index];
        _scratch.Reset(rowCount);
        var texts = new IReadOnlyList<string>[Description.Columns.Count];
        var group = _reader.OpenRowGroupReader(index);
        for (var i = 0; i < Description.Columns.Count; i++)
        {
            var column = Description.Columns[i];
            var columnIndex = i;
            if (column.Field is { } field)
            {
                // Twice what the footer says, for footers that forget page headers, and room for small columns.
                var compressedBytes = group.GetMetadata(field)?.MetaData?.TotalCompressedSize ?? 0;
                _stream.Allow(2 * Math.Clamp(compressedBytes, 0, _stream.Length) + 1024 * 1024);
            }

            texts[i] = await DecodeAsync(
                Description.Path,
                $"column '{column.Target.Name}' of row group {index + 1} of {Description.RowGroupRows.Count} is "
                    + "damaged",
                () => _rowGroupReader.ReadAsync(group, columnIndex, column, rowCount, cancellationToken));
        }

        return new(_scratch, Description.Columns, texts, rowCount);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _scratch.Dispose();
        await _stream.DisposeAsync();
        _handle.Dispose();
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Refusal(path, "it is a folder; expected a Parquet file");
            }

            return System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refusal(path, "it does not exist", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refusal(path, $"it cannot be opened ({exception.Message})", exception);
        }
    }

    /// <summary>Checks head and tail and puts a well-formed footer in the place of the file's own.</summary>
    private static GuardedStream OpenChecked(SafeFileHandle handle, string path)
    {
        var length = RandomAccess.GetLength(handle);
        if (length == 0)
        {
            throw Refusal(path, "it is empty; expected a Parquet file");
        }

        Span<byte> head = stackalloc byte[MagicLength];
        Span<byte> trailer = stackalloc byte[TrailerLength];
        ReadExactly(handle, head[..(int)Math.Min(MagicLength, length)], 0);
        if (!head.SequenceEqual("PAR1"u8) && !head.SequenceEqual("PARE"u8))
        {
            throw Refusal(path, "it is not a Parquet file: it does not begin with PAR1");
        }

        if (length < MagicLength + TrailerLength)
        {
            throw Refusal(path, $"it is cut off: a Parquet file has more than {length} bytes");
        }

        ReadExactly(handle, trailer, length - TrailerLength);
        var isEncrypted = trailer[MagicLength..].SequenceEqual("PARE"u8);
        if (isEncrypted || head.SequenceEqual("PARE"u8))
        {
            throw Refusal(path, "it is encrypted; expected a Parquet file in the clear");
        }

        if (!trailer[MagicLength..].SequenceEqual("PAR1"u8))
        {
            throw Refusal(path, "it is cut off or damaged: it begins like a Parquet file but does not end with PAR1");
        }

        var footerLength = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        var bodyLength = length - TrailerLength - footerLength;
        if (footerLength <= 0 || bodyLength < MagicLength)
        {
            throw Refusal(path, $"its footer is said to have {footerLength:N0} bytes, in a file of {length:N0}");
        }

        var footer = new byte[footerLength];
        ReadExactly(handle, footer, bodyLength);
        try
        {
            var rewritten = FooterRewriter.Rewrite(footer);
            var tail = new byte[rewritten.Length + TrailerLength];
            rewritten.Span.CopyTo(tail);
            BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(rewritten.Length), rewritten.Length);
            "PAR1"u8.CopyTo(tail.AsSpan(rewritten.Length + MagicLength));
            return new(handle, bodyLength, tail);
        }
        catch (InvalidDataException exception)
        {
            throw Refusal(path, exception.Message, exception);
        }
    }

    private static void RefuseEncrypted(FileMetaData metadata, string path)
    {
        if (metadata.EncryptionAlgorithm is not null
            || metadata.RowGroups.Any(group => group.Columns.Any(chunk => chunk.CryptoMetadata is not null)))
        {
            throw Refusal(path, "its columns are encrypted; expected a Parquet file in the clear");
        }
    }

    private static List<long> RowGroups(FileMetaData metadata, string path)
    {
        var rows = metadata.RowGroups.ConvertAll(group => group.NumRows);
        foreach (var count in rows)
        {
            if (count is < 0 or > MaxRowGroupRows)
            {
                throw Refusal(
                    path, $"a row group is said to have {count:N0} rows; at most {MaxRowGroupRows:N0} can be read");
            }
        }

        return rows.Sum() == metadata.NumRows
            ? rows
            : throw Refusal(path, $"its footer counts {metadata.NumRows:N0} rows, its row groups {rows.Sum():N0}");
    }

    private static void CheckChunks(
        ParquetReader reader, IReadOnlyList<TripFileColumn> columns, List<long> rowGroups, long length, string path)
    {
        for (var i = 0; i < rowGroups.Count; i++)
        {
            foreach (var column in columns.Where(column => column.Field is not null))
            {
                var chunk = column.Field is { } field ? reader.RowGroups[i].GetMetadata(field) : null;
                var place = $"column '{column.Target.Name}' of row group {i + 1} of {rowGroups.Count}";
                if (chunk?.MetaData is not { } metadata || !string.IsNullOrEmpty(chunk.FilePath))
                {
                    throw Refusal(path, $"{place} is missing");
                }

                if (metadata.NumValues != rowGroups[i])
                {
                    throw Refusal(path, $"{place} has {metadata.NumValues:N0} values for {rowGroups[i]:N0} rows");
                }

                var isInside = metadata.DataPageOffset >= MagicLength && metadata.DataPageOffset < length
                    && metadata.DictionaryPageOffset is not (< 0) && metadata.IndexPageOffset is not (< 0);
                if (rowGroups[i] > 0 && !isInside)
                {
                    throw Refusal(path, $"{place} is said to lie outside the file");
                }
            }

            if (rowGroups[i] > 0)
            {
                RefuseOverlaps(reader.RowGroups[i].RowGroup, $"row group {i + 1} of {rowGroups.Count}", path);
            }
        }
    }

    /// <summary>A damaged offset may point to another column's pages, which would be read without complaint.</summary>
    private static void RefuseOverlaps(RowGroup group, string place, string path)
    {
        var chunks = group.Columns.ConvertAll(chunk => chunk.MetaData).OfType<ColumnMetaData>()
            .Select(metadata => (
                Start: metadata.DictionaryPageOffset is { } offset and > 0
                    ? Math.Min(offset, metadata.DataPageOffset)
                    : metadata.DataPageOffset,
                metadata.TotalCompressedSize,
                Name: string.Join('.', metadata.PathInSchema)))
            .OrderBy(chunk => chunk.Start)
            .ToList();
        for (var i = 1; i < chunks.Count; i++)
        {
            if (chunks[i - 1].Start + chunks[i - 1].TotalCompressedSize > chunks[i].Start)
            {
                throw Refusal(
                    path, $"columns '{chunks[i - 1].Name}' and '{chunks[i].Name}' of {place} are said to overlap");
            }
        }
    }

    /// <summary>
    /// The file's content is its identity: a file that was moved is the same, one that was changed is another.
    /// </summary>
    private static async Task<string> IdentityAsync(SafeFileHandle handle, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        long position = 0;
        while (await RandomAccess.ReadAsync(handle, buffer, position, cancellationToken) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            position += count;
        }

        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>
    /// Runs the Parquet decoder on bytes that may be anything, and turns what it throws into one line.
    /// </summary>
    private static async Task<T> DecodeAsync<T>(string path, string what, Func<Task<T>> decode)
    {
        try
        {
            return await decode();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or SeederException))
        {
            // On damaged bytes the decoder throws whatever its arrays, streams and decompressors happen to throw, and
            // the types are not part of its contract: all of them mean the same here.
            var isTelling = exception
                is IOException or InvalidDataException or ParquetException or NotSupportedException;
            throw Refusal(path, isTelling ? $"{what} ({OneLine(exception.Message)})" : what, exception);
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    /// <summary>A damaged name may hold anything, also what would steer the user's terminal.</summary>
    private static string Printable(string message) => new([.. message.Select(c => char.IsControl(c) ? '?' : c)]);

    private static void ReadExactly(SafeFileHandle handle, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var count = RandomAccess.Read(handle, buffer, offset);
            if (count == 0)
            {
                throw new EndOfStreamException("The file became shorter while it was read.");
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    private static SeederException Refusal(string path, string what, Exception? innerException = null) =>
        new(Printable($"Trip file '{path}': {what}."), innerException);
}
