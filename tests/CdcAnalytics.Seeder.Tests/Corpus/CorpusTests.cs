using CdcAnalytics.Testing;

namespace CdcAnalytics.Seeder.Tests.Corpus;

/// <summary>
/// Damaged and foreign files, made from a seed: each ends in a clear line or in rows that are accounted for. The
/// variable
/// CDC_CORPUS_SEED tries another seed.
/// </summary>
public sealed class CorpusTests(CorpusDatabase corpus) : IClassFixture<CorpusDatabase>
{
    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("CDC_CORPUS_SEED"), out var seed) ? seed : 20_240_101;

    public static TheoryData<CorpusFile> Files() => [.. TripCorpus.Create(Seed), .. ZoneCorpus.Create(Seed)];

    [Fact]
    public void The_corpus_has_at_least_a_hundred_files() => Assert.InRange(Files().Count, 100, int.MaxValue);

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task A_damaged_or_foreign_file_ends_in_one_clear_line_or_in_rows_that_are_accounted_for(
        CorpusFile file)
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var database = await corpus.GetAsync(token);
        var path = folder.File("input.file");
        await file.WriteAsync(path);

        var run = await SeederProgram.RunAsync(token, "--connection", database.ConnectionString, file.Option, path);

        var context = $"{file.Name} (seed {Seed}): exit {run.ExitCode}; {run.Output}{run.Error}";
        if (run.ExitCode != 0)
        {
            Assert.True(run.ExitCode == 1, context);
            Assert.True(run.Error.Trim().Split('\n').Length == 1, context);
            Assert.True(run.Error.Contains(path, StringComparison.Ordinal), context);
            Assert.True(run.Error.Contains(file.MessagePart, StringComparison.Ordinal), context);
        }

        Assert.True(
            file.Expectation switch
            {
                CorpusExpectation.Refused => run.ExitCode == 1,
                CorpusExpectation.Accounted => run.ExitCode is 0 or 1,
                _ => run.ExitCode == 0,
            },
            context);
        Assert.True(await AccountAsync(database, file, run.ExitCode, token), context);
    }

    /// <summary>Whether the tables hold exactly what the journal says of the file, and then empties them.</summary>
    private static async Task<bool> AccountAsync(
        TestDatabase database, CorpusFile file, int exitCode, CancellationToken cancellationToken)
    {
        var counts = (await database.QueryAsync(
            """
            SELECT (SELECT count(*) FROM yellow_taxi), (SELECT count(*) FROM seeder.quarantine),
                   coalesce(sum(rows_loaded), 0)::bigint, coalesce(sum(rows_quarantined), 0)::bigint,
                   coalesce(sum(total_rows), 0)::bigint
            FROM seeder.trip_load
            """,
            cancellationToken))[0].Select(value => (long)value!).ToArray();
        await database.ExecuteAsync("TRUNCATE yellow_taxi, seeder.trip_load, seeder.quarantine", cancellationToken);
        var (loaded, quarantined, journalLoaded, journalQuarantined, total) = (
            counts[0], counts[1], counts[2], counts[3], counts[4]);
        var isBalanced = loaded == journalLoaded && quarantined == journalQuarantined
            && (exitCode == 0 ? loaded + quarantined == total : loaded + quarantined <= total);
        return isBalanced && file.Expectation switch
        {
            CorpusExpectation.Loaded => quarantined == 0,
            CorpusExpectation.Quarantined => quarantined > 0 && total == TripCorpus.Rows,
            CorpusExpectation.Refused => loaded + quarantined == 0,
            _ => true,
        };
    }
}
