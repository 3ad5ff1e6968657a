using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Cluster.Local;

/// <summary>
/// The class-data archive of one kind of process: an image of the classes it loads, mapped at start instead of parsed
/// and verified. See https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html, "Application Class Data
/// Sharing". A JVM that cannot use its archive starts without it.
/// </summary>
internal sealed class ClassArchive
{
    /// <summary>How much longer than else a process may take to end when it makes its archive.</summary>
    public static readonly TimeSpan MakingTime = TimeSpan.FromSeconds(40);

    /// <summary>
    /// Archives of one kind that are kept, the last used ones: each is up to 90 MB, and every other set of jars makes
    /// another.
    /// </summary>
    public const int KeptPerKind = 3;

    private static readonly TimeSpan UnfinishedAge = TimeSpan.FromDays(1);

    private readonly string _kind;
    private readonly string _file;
    private readonly string _unfinished;
    private readonly ILogger _logger;

    private ClassArchive(string folder, string kind, string hash, ILogger logger)
    {
        _kind = kind;
        _file = Path.Combine(folder, $"{kind}-{hash}.jsa");
        // Several clusters may make the same archive at the same time; the last one stays.
        _unfinished = string.Create(CultureInfo.InvariantCulture, $"{_file}.{Environment.ProcessId}");
        _logger = logger;
    }

    /// <summary>Whether there is one to use.</summary>
    public bool IsThere => File.Exists(_file);

    /// <summary>What to tell the JVM: to use the archive, or to make it when it ends.</summary>
    public IReadOnlyList<string> Options => IsThere
        ? [$"-XX:SharedArchiveFile={_file}", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
        : [$"-XX:ArchiveClassesAtExit={_unfinished}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"];

    /// <summary>The archive for a kind of process with these jars, this Java and these options.</summary>
    /// <param name="folder">Cache of archives.</param>
    /// <param name="kind">For example <c>broker</c>.</param>
    /// <param name="process">The jars and options.</param>
    /// <param name="javaVersion">Part of the key.</param>
    /// <param name="logger">Told when one was made.</param>
    public static ClassArchive For(
        string folder, string kind, JvmProcess process, string javaVersion, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var key = new StringBuilder(javaVersion);
        foreach (var jar in process.ClassPath.Split(':').Select(path => new FileInfo(path)))
        {
            key.Append(CultureInfo.InvariantCulture, $"\n{jar.FullName} {jar.Length} {jar.LastWriteTimeUtc.Ticks}");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())))[..16];
        return new ClassArchive(folder, kind, hash, logger);
    }

    /// <summary>Takes a newly made archive into use. Call it after the process has ended of its own accord.</summary>
    public void Keep()
    {
        if (!File.Exists(_unfinished))
        {
            return;
        }

        // Renamed at once: another start sees the whole archive or none.
        File.Move(_unfinished, _file, overwrite: true);
        _logger.ClassArchiveMade(_file, new FileInfo(_file).Length / (1024 * 1024));
        DiscardLongUnused();
    }

    /// <summary>Throws away what a killed process may have left.</summary>
    public void Discard() => File.Delete(_unfinished);

    // A JVM that still runs from a deleted archive has it mapped and does not notice.
    private void DiscardLongUnused()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(_file)!);
        var finished = folder.GetFiles($"{_kind}-*.jsa").OrderByDescending(file => file.LastAccessTimeUtc);
        var leftOver = folder.GetFiles($"{_kind}-*.jsa.*")
            .Where(file => file.LastWriteTimeUtc < DateTime.UtcNow - UnfinishedAge);
        foreach (var file in finished.Skip(KeptPerKind).Concat(leftOver))
        {
            file.Delete();
        }
    }
}
