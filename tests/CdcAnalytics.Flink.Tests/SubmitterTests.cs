using System.Diagnostics;
using CdcAnalytics.Flink.Rest;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;

namespace CdcAnalytics.Flink.Tests;

[Trait("requires", "cluster")]
public sealed class SubmitterTests(LocalClusterFixture clusters, PostgresFixture servers)
{
    private const string Tables =
        """
        CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, PRIMARY KEY (id) NOT ENFORCED);
        CREATE TABLE r (a INT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (a) NOT ENFORCED);
        """;

    private const string Counts = Tables + "INSERT INTO r SELECT a, COUNT(*) FROM t GROUP BY a;";
    private const string Doubles = Tables + "INSERT INTO r SELECT a, COUNT(*) * 2 FROM t GROUP BY a;";
    private const string Results = "SELECT a, n FROM analytics.r ORDER BY 1";
    private const string HasCheckpoint =
        "SELECT DISTINCT j.job_id = c.job_id FROM cdc.flink_job j JOIN cdc.flink_checkpoint c USING (pipeline, job_id)";

    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly DateTimeOffset Now = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task One_job_runs_resumes_where_it_was_and_is_rebuilt_when_its_queries_change()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await FlinkTestBed.StartAsync(clusters, servers, Counts, token);
        await CountOneRowAsync(bed, token);
        await bed.ExpectAsync(HasCheckpoint, ["True"], token);

        // A second submitter stands by.
        var second = await bed.StartServiceAsync(Counts, token);
        using var http = new HttpClient { BaseAddress = bed.FlinkUrl };
        var flink = new FlinkRestClient(http);
        var first = Assert.Single(await flink.FindJobsAsync(bed.Name, token));

        // The job is lost: it goes on from its checkpoint, counts nothing twice and forgets nothing.
        await flink.CancelAsync(first.Id, token);
        await bed.SendAsync("t", 2, null, """{"id":2,"a":7}""", Now, token);
        await bed.ExpectAsync(Results, ["7|2"], token);
        await bed.ExpectAsync(
            $"SELECT job_id <> '{first.Id}', state FROM cdc.flink_job", ["True|RUNNING"], token);
        Assert.Equal(2, (await flink.FindJobsAsync(bed.Name, token)).Count);

        // Changed queries: the first submitter leaves, one with the new queries takes over.
        await second.StopAsync(token);
        await bed.StopFirstServiceAsync(token);
        await bed.StartServiceAsync(Doubles, token);
        await bed.ExpectAsync(Results, ["7|4"], token);
        Assert.Single(await flink.FindJobsAsync(bed.Name, token), job => !job.HasEnded);
    }

    [Fact]
    public async Task Changed_queries_are_refused_when_told_so_and_the_job_goes_on_and_gives_a_savepoint()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await FlinkTestBed.StartAsync(clusters, servers, Counts, token);
        await CountOneRowAsync(bed, token);
        using var http = new HttpClient { BaseAddress = bed.FlinkUrl };
        var flink = new FlinkRestClient(http);
        var job = Assert.Single(await flink.FindJobsAsync(bed.Name, token));

        await bed.StopFirstServiceAsync(token);
        var service = await bed.StartServiceAsync(Doubles, token, "--Flink:OnQueryChange=refuse");
        var address = new Uri(service.Urls.Single());
        await WaitForRefusalAsync(http, address, token);

        await bed.SendAsync("t", 2, null, """{"id":2,"a":7}""", Now, token);
        await bed.ExpectAsync(Results, ["7|2"], token);
        Assert.Equal(job.Id, Assert.Single(await flink.FindJobsAsync(bed.Name, token)).Id);

        using var answer = await http.PostAsync(new Uri(address, "/savepoints"), content: null, token);
        var savepoint = await answer.Content.ReadAsStringAsync(token);
        Assert.True(answer.IsSuccessStatusCode, savepoint);
        // file:/folder, with one slash, as Flink writes it.
        Assert.True(File.Exists(Path.Combine(savepoint.Split(':')[^1], "_metadata")), savepoint);
    }

    private static async Task CountOneRowAsync(FlinkTestBed bed, CancellationToken cancellationToken)
    {
        await bed.StartSinkAsync(cancellationToken);
        await bed.SendAsync("t", 1, null, """{"id":1,"a":7}""", Now, cancellationToken);
        await bed.ExpectAsync(Results, ["7|1"], cancellationToken);
    }

    private static async Task WaitForRefusalAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var health = "";
        while (!health.Contains("Flink__OnQueryChange=rebuild", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < RefusalTimeout, $"Not refused within {RefusalTimeout}, but: {health}");
            await Task.Delay(PollInterval, cancellationToken);
            using var answer = await http.GetAsync(new Uri(address, "/health"), cancellationToken);
            health = await answer.Content.ReadAsStringAsync(cancellationToken);
        }
    }
}
