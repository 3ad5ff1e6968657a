using System.IO.Compression;
using CdcAnalytics.Cluster.Java;

namespace CdcAnalytics.Cluster.Tests.Java;

/// <summary>The file itself; that RocksDB takes what is in it is tested with the whole chain.</summary>
public sealed class RocksDbOptionsJarTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdc-jar-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_jar_that_is_there_already_is_left_alone_and_another_is_replaced()
    {
        var jar = RocksDbOptionsJar.WriteTo(_folder.FullName);
        var bytes = File.ReadAllBytes(jar);
        var before = DateTime.UnixEpoch.AddYears(40);
        File.SetLastWriteTimeUtc(jar, before);

        Assert.Equal(jar, RocksDbOptionsJar.WriteTo(_folder.FullName));
        Assert.Equal(before, File.GetLastWriteTimeUtc(jar));

        File.WriteAllText(jar, "of another version");
        RocksDbOptionsJar.WriteTo(_folder.FullName);
        Assert.Equal(bytes, File.ReadAllBytes(jar));
        Assert.Equal([jar], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void The_jar_holds_the_class_under_its_name_with_the_limit_in_it()
    {
        using var zip = ZipFile.OpenRead(RocksDbOptionsJar.WriteTo(_folder.FullName));
        var entry = Assert.Single(zip.Entries);
        Assert.Equal("cdcanalytics/flink/FrequentCheckpoints.class", entry.FullName);
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        // A constant of type long, by its tag 5.
        ReadOnlySpan<byte> limit = [5, 0, 0, 0, 0, 0, 1, 0, 0];
        Assert.True(content.ToArray().AsSpan().IndexOf(limit) > 0);
    }
}
