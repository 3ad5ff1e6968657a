using System.IO.Compression;

namespace CdcAnalytics.Cluster.Java;

/// <summary>
/// A jar of one class with the options of RocksDB that frequent checkpoints need and that Flink has no property for: it
/// takes them from a Java class only; see <c>state.backend.rocksdb.options-factory</c> in
/// https://nightlies.apache.org/flink/flink-docs-release-2.2/docs/deployment/config/. In Java it is:
/// <code>
/// public final class FrequentCheckpoints implements RocksDBOptionsFactory {
///     public DBOptions createDBOptions(DBOptions options, Collection&lt;AutoCloseable&gt; handles) {
///         return options.setMaxManifestFileSize(65536).setManifestPreallocationSize(65536);
///     }
///     public ColumnFamilyOptions createColumnOptions(
///             ColumnFamilyOptions options, Collection&lt;AutoCloseable&gt; handles) {
///         return options.setLevel0FileNumCompactionTrigger(10)
///             .setLevel0SlowdownWritesTrigger(40).setLevel0StopWritesTrigger(60);
///     }
/// }
/// </code>
/// Written byte by byte, since neither a machine with a Java runtime nor Flink's image has a compiler.
/// </summary>
public static class RocksDbOptionsJar
{
    /// <summary>The jar's file name.</summary>
    public const string FileName = "cdc-analytics-rocksdb-options.jar";

    /// <summary>The class, for <c>state.backend.rocksdb.options-factory</c>.</summary>
    public const string ClassName = "cdcanalytics.flink.FrequentCheckpoints";

    /// <summary>
    /// The manifest's limit in bytes: names of some 300 files. It holds every file that was ever added or removed, is
    /// uploaded with every checkpoint, and without a limit is begun anew only when the database is opened. One larger
    /// than this with the present files alone is written anew whenever it changes, which is as often as it is uploaded.
    /// </summary>
    public const int ManifestBytes = 64 * 1024;

    /// <summary>
    /// As many new files are merged into one. Each checkpoint adds one, however small, so RocksDB's own 4 rewrites
    /// what changed in the last seconds again and again.
    /// </summary>
    public const byte FilesToMerge = 10;

    /// <summary>
    /// So many unmerged files slow writing down. RocksDB's own 20 would leave ten checkpoints for a merge that is late.
    /// </summary>
    public const byte FilesToSlowDown = 40;

    /// <summary>So many unmerged files stop writing until some are merged.</summary>
    public const byte FilesToStop = 60;

    private const string DbOptions = "org/rocksdb/DBOptions";
    private const string ColumnFamilyOptions = "org/rocksdb/ColumnFamilyOptions";

    /// <summary>The earliest that a zip file can say, so that the same class is the same jar.</summary>
    private static readonly DateTimeOffset _written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes the jar in a folder, which is made too, or leaves it alone where it is already.</summary>
    /// <returns>The jar's path.</returns>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write to the folder.</exception>
    public static string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        var jar = ToArray();
        // A class-data archive is of no use to a JVM whose jars are younger than it.
        if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(jar))
        {
            return file;
        }

        // Renamed at once: another start sees the whole jar or none.
        var unfinished = $"{file}.{Environment.ProcessId}";
        File.WriteAllBytes(unfinished, jar);
        File.Move(unfinished, file, overwrite: true);
        return file;
    }

    private static byte[] ToArray()
    {
        using var jar = new MemoryStream();
        using (var zip = new ZipArchive(jar, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry($"{ClassName.Replace('.', '/')}.class", CompressionLevel.NoCompression);
            entry.LastWriteTime = _written;
            using var stream = entry.Open();
            stream.Write(Class());
        }

        return jar.ToArray();
    }

    private static byte[] Class()
    {
        var file = new JavaClassFile(
            ClassName.Replace('.', '/'), "org/apache/flink/state/rocksdb/RocksDBOptionsFactory");
        file.AddMethod("createDBOptions", Factory(DbOptions), argumentWords: 2, code => code
            .LoadReference(1)
            .LoadLong(ManifestBytes)
            .InvokeVirtual(DbOptions, "setMaxManifestFileSize", $"(J)L{DbOptions};")
            .LoadLong(ManifestBytes)
            .InvokeVirtual(DbOptions, "setManifestPreallocationSize", $"(J)L{DbOptions};")
            .ReturnReference());
        const string setter = $"(I)L{ColumnFamilyOptions};";
        file.AddMethod("createColumnOptions", Factory(ColumnFamilyOptions), argumentWords: 2, code => code
            .LoadReference(1)
            .LoadByte(FilesToMerge)
            .InvokeVirtual(ColumnFamilyOptions, "setLevel0FileNumCompactionTrigger", setter)
            .LoadByte(FilesToSlowDown)
            .InvokeVirtual(ColumnFamilyOptions, "setLevel0SlowdownWritesTrigger", setter)
            .LoadByte(FilesToStop)
            .InvokeVirtual(ColumnFamilyOptions, "setLevel0StopWritesTrigger", setter)
            .ReturnReference());
        return file.ToArray();
    }

    private static string Factory(string options) => $"(L{options};Ljava/util/Collection;)L{options};";
}
