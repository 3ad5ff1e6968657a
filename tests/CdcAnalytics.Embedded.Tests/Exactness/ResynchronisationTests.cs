using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Workload;

namespace CdcAnalytics.Embedded.Tests.Exactness;

public sealed class ResynchronisationTests(PostgresFixture postgres)
{
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public async Task After_a_lost_slot_live_results_are_exact_again_and_final_ones_stand()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TaxiDatabase.CreateAsync(postgres, token);
        var workload = new TripWorkload(seed: 7, Start);
        IReadOnlyList<IReadOnlyList<object?>> finals;
        await using (var first = RunningPipeline.Start(database))
        {
            await Convergence.WaitForTailAsync(database.DataSource, first.Describe, token);
            await WriteAsync(workload, database, transactions: 300, token);
            await Convergence.WaitAsync(database.DataSource, first.Describe, token);
            finals = await FinalsAsync(database, token);
        }

        // What a full disk's guard, or a person, does: the log in between can be read no more.
        await database.ExecuteAsync($"SELECT pg_drop_replication_slot('{RunningPipeline.SlotOf(database)}')", token);
        await WriteAsync(workload, database, transactions: 100, token);
        await using var second = RunningPipeline.Start(database);
        await WaitForLiveAsync(database, second, token);
        await WriteAsync(workload, database, transactions: 50, token);
        await WaitForLiveAsync(database, second, token);
        Assert.Contains(second.Notices, notice => notice.Message.Contains("read again", StringComparison.Ordinal));
        var standing = await FinalsAsync(database, token);
        Assert.Empty(finals.Select(Text).Except(standing.Select(Text)));
        Assert.Equal(
            0L,
            (await database.QueryAsync(
                "SELECT count(*) FROM cdc.ledger WHERE NOT balanced",
                token))[0][0]);
    }

    private static string Text(IReadOnlyList<object?> row) => string.Join('|', row);

    private static async Task WriteAsync(
        TripWorkload workload, TestDatabase database, int transactions, CancellationToken cancellationToken)
    {
        for (var transaction = 0; transaction < transactions; transaction++)
        {
            await workload.WriteAsync(database.DataSource, cancellationToken);
        }
    }

    private static Task<IReadOnlyList<IReadOnlyList<object?>>> FinalsAsync(
        TestDatabase database, CancellationToken cancellationToken) =>
        database.QueryAsync("SELECT r::text FROM analytics.zone_hour_final r", cancellationToken);

    // After a resynchronisation the ledger has counted rows anew, so that only the results can tell.
    private static async Task WaitForLiveAsync(
        TestDatabase database, RunningPipeline pipeline, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Convergence.Timeout);
        string[] differences;
        do
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"Live results did not become exact again. {pipeline.Describe()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            differences =
            [
                .. (await BatchOracle.FindDifferencesAsync(database.DataSource, cancellationToken))
                    .Where(line => !line.Contains("_final", StringComparison.Ordinal)),
            ];
        }
        while (differences.Length > 0);
    }
}
