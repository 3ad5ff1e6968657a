using System.Text;

namespace CdcAnalytics.Cluster.Local;

/// <summary>The log file of one process, kept under a bound: what is beyond it moves into one older file.</summary>
/// <param name="Path">The file the process appends to.</param>
/// <param name="MaxBytes">Size past which the content moves aside.</param>
internal sealed record ProcessLog(string Path, long MaxBytes)
{
    private const int TailBytes = 32 * 1024;

    /// <summary>Moves the log of an earlier run aside. Call it before the process is first started.</summary>
    public void Roll()
    {
        if (File.Exists(Path))
        {
            File.Move(Path, Path + ".old", overwrite: true);
        }
    }

    /// <summary>
    /// Copies and empties the file when it is past the bound. The process keeps it open for appending, so it cannot be
    /// renamed; lines written between the two steps are lost, which a log may.
    /// </summary>
    public void Trim()
    {
        if (!File.Exists(Path) || new FileInfo(Path).Length <= MaxBytes)
        {
            return;
        }

        File.Copy(Path, Path + ".old", overwrite: true);
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    /// <summary>The last lines, at most <paramref name="maxLines"/>.</summary>
    public IReadOnlyList<string> Tail(int maxLines)
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(0, file.Length - TailBytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines[Math.Max(0, lines.Length - maxLines)..];
    }
}
