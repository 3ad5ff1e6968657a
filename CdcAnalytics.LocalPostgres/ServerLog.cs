using System.Text;

namespace CdcAnalytics.LocalPostgres;

/// <summary>The server's log file, kept under a bound: what is beyond it moves into one older file.</summary>
/// <param name="Path">The file the server writes to.</param>
/// <param name="MaxBytes">Size past which the content moves aside.</param>
internal sealed record ServerLog(string Path, long MaxBytes)
{
    private const int TailBytes = 16 * 1024;

    /// <summary>Present size; a start notes it to tell its own lines from older ones.</summary>
    public long LengthBytes => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>
    /// Copies and empties the file when it is past the bound. The server keeps the file open for appending, so it
    /// cannot be renamed; lines written between the two steps are lost, which a log may.
    /// </summary>
    public void Trim()
    {
        if (LengthBytes <= MaxBytes)
        {
            return;
        }

        File.Copy(Path, Path + ".old", overwrite: true);
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    /// <summary>The last lines written after a position, at most <paramref name="maxLines"/>.</summary>
    public IReadOnlyList<string> Tail(long fromByte, int maxLines)
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(Math.Min(fromByte, file.Length), file.Length - TailBytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines[Math.Max(0, lines.Length - maxLines)..];
    }
}
