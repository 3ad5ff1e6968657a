using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>Holds one row group's decoded columns on disk, nine bytes a value, so that memory never has to.</summary>
/// <remarks>
/// The file has no name from the start on Unix, and goes with its handle elsewhere: a killed loader leaves nothing.
/// </remarks>
internal sealed class ScratchFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private long _rowsPerColumn;

    private ScratchFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Makes an empty scratch file in the folder for temporary files.</summary>
    public static ScratchFile Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cdc-seeder-{Path.GetRandomFileName()}");
        try
        {
            var handle = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return new(handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SeederException(
                $"No scratch file can be made in '{Path.GetTempPath()}' ({exception.Message}); "
                + "set TMPDIR to a folder that can be written.",
                exception);
        }
    }

    /// <summary>Forgets what was written and lays the file out for a row group of so many rows.</summary>
    public void Reset(long rowCount) => _rowsPerColumn = rowCount;

    /// <summary>Writes values of a column; a value's bits mean what the column's kind says.</summary>
    public void Write(int column, long firstRow, ReadOnlySpan<long> bits, ReadOnlySpan<bool> isPresent)
    {
        try
        {
            RandomAccess.Write(_handle, MemoryMarshal.AsBytes(bits), BitsOffset(column) + firstRow * sizeof(long));
            RandomAccess.Write(_handle, MemoryMarshal.AsBytes(isPresent), PresenceOffset(column) + firstRow);
        }
        catch (IOException exception)
        {
            throw new SeederException(
                $"The scratch file in '{Path.GetTempPath()}' cannot be written ({exception.Message}); "
                + $"it takes up to {_rowsPerColumn * Trips.TripColumn.All.Count * 9:N0} bytes. Set TMPDIR to a "
                    + "folder with room.",
                exception);
        }
    }

    /// <summary>Reads values of a column that were written before.</summary>
    public void Read(int column, long firstRow, Span<long> bits, Span<bool> isPresent)
    {
        ReadExactly(MemoryMarshal.AsBytes(bits), BitsOffset(column) + firstRow * sizeof(long));
        ReadExactly(MemoryMarshal.AsBytes(isPresent), PresenceOffset(column) + firstRow);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private long BitsOffset(int column) => column * _rowsPerColumn * (sizeof(long) + 1);

    private long PresenceOffset(int column) => BitsOffset(column) + _rowsPerColumn * sizeof(long);

    private void ReadExactly(Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var count = RandomAccess.Read(_handle, buffer, offset);
            if (count == 0)
            {
                throw new InvalidOperationException("The scratch file is shorter than what was written to it.");
            }

            buffer = buffer[count..];
            offset += count;
        }
    }
}
