using CdcAnalytics.Cluster.Java;
using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>
/// The real trips of the TLC through Debezium, Kafka, Flink, Kafka and the JDBC sink, against the batch answer.
/// </summary>
[Trait("requires", "cluster")]
public sealed class WholeChainTests(SharedHost host)
{
    private const string Updates =
        """
        UPDATE yellow_taxi SET
          tip_amount = tip_amount + 0.35,
          total_amount = total_amount + 0.35,
          pulocationid = CASE WHEN id % 7 = 0 THEN dolocationid ELSE pulocationid END,
          tpep_pickup_datetime = tpep_pickup_datetime + CASE WHEN id % 5 = 0 THEN interval '40 minutes'
            ELSE interval '0' END
        WHERE id IN (SELECT id FROM yellow_taxi ORDER BY md5(id::text || 'update') LIMIT 2000)
        """;

    private const string KeyChanges =
        "UPDATE yellow_taxi SET id = id + 5000000 WHERE id IN "
        + "(SELECT id FROM yellow_taxi ORDER BY md5(id::text || 'key') LIMIT 200)";

    private const string Deletes =
        "DELETE FROM yellow_taxi WHERE id IN (SELECT id FROM yellow_taxi ORDER BY md5(id::text || 'delete') LIMIT 500)";

    // All refunds of the sample have their trip: rightly empty until a trip is deleted.
    private static readonly string[] MayBeEmpty = ["unmatched_refunds_final"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loaded_updated_and_deleted_real_trips_equal_the_batch_answer()
    {
        var file = SharedData.FileOrSkip(SharedData.TripSample);
        await host.EnsureStartedAsync(Token);
        var loaded = await ParquetTripLoader.LoadAsync(
            host.DataSource,
            file,
            new TripLoadOptions(),
            progress: null,
            NullLogger.Instance,
            TimeProvider.System,
            Token);
        Assert.Equal(25_000, loaded.RowsLoaded);
        Report("25,000 trips", await Exactness.WaitAsync(host, MayBeEmpty, Token));

        await ExecuteAsync(Updates);
        await ExecuteAsync(KeyChanges);
        await ExecuteAsync(Deletes);
        await ExecuteAsync("UPDATE taxi_zones SET borough = 'Queens' WHERE locationid BETWEEN 1 AND 20");
        Report("2,000 updates, 200 changed keys, 500 deletes", await Exactness.WaitAsync(host, MayBeEmpty, Token));
        await AssertStateIsOnRocksDbOptionsOfOursAsync();
    }

    // RocksDB writes down the options of each database that it opens, in its folder "db". There are copies beside it,
    // which come and go with each checkpoint.
    private async Task AssertStateIsOnRocksDbOptionsOfOursAsync()
    {
        var databases = Path.Combine(host.DataFolder, "flink", "taskmanager");
        var files = Directory.EnumerateFiles(databases, "OPTIONS-*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "db")
            .ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var options = (await File.ReadAllTextAsync(file, Token)).Split('\n', StringSplitOptions.TrimEntries);
            Assert.Contains($"max_manifest_file_size={RocksDbOptionsJar.ManifestBytes}", options);
            Assert.Contains($"level0_file_num_compaction_trigger={RocksDbOptionsJar.FilesToMerge}", options);
        }
    }

    private static void Report(string what, TimeSpan elapsed) =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"{what}: exact after {elapsed.TotalSeconds:0.0} s"));

    private async Task ExecuteAsync(string statement)
    {
        await using var command = host.DataSource.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Token);
    }
}
