using System.Globalization;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Seeder.Tests.Cli;

public sealed class SeederProgramTests(PostgresFixture postgres)
{
    private static readonly TimeSpan KillTestTimeout = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_load_says_how_many_rows_are_in_and_how_many_in_quarantine()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await postgres.CreateDatabaseAsync(token);
        await new TestTripFile(200)
            .With(TestColumn.Of<int>("PULocationID", 200, row => row < 3 ? null : row))
            .WriteAsync(folder.File("a.parquet"));

        var run = await SeederProgram.RunAsync(
            token, "--connection", database.ConnectionString, "--trips", folder.File("a.parquet"), "--rate", "100000");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Zones: 265 new, 0 changed, 0 as before", run.Output, StringComparison.Ordinal);
        Assert.Contains("a.parquet: 197 rows loaded, 3 in quarantine, of 200, in", run.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate is 'fast'; expected a number from 0 to 1,000,000.", "--rate", "fast")]
    [InlineData("--rate is '-1'; expected a number from 0 to 1,000,000.", "--rate", "-1")]
    [InlineData("--rows is '7'; expected a whole number from 100 to 1,000,000,000.", "generate", "--out", "x", "--rows",
        "7")]
    [InlineData("--start is 'soon'; expected a day from 2009 to 2100", "generate", "--out", "x", "--start", "soon")]
    [InlineData("--corrections is '2'; expected a number from 0 to 1.", "stream", "--corrections", "2")]
    [InlineData("--out", "generate")]
    [InlineData("--unknown", "--unknown")]
    public async Task A_wrong_setting_is_refused_with_what_was_expected(string expected, params string[] args)
    {
        var run = await SeederProgram.RunAsync(TestContext.Current.CancellationToken, args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=Sup3rSecret;Timeout=2", "The connection to Postgres failed")]
    [InlineData("postgresql://u:Sup3rSecret@127.0.0.1/db", "--connection is not a connection string")]
    [InlineData("Password=Sup3rSecret", "--connection names no Host")]
    [InlineData("Host=h;Sup3rSecret", "--connection is not a connection string")]
    public async Task A_failed_connection_is_one_line_that_never_shows_the_password(string connection, string expected)
    {
        var run = await SeederProgram.RunAsync(TestContext.Current.CancellationToken, "--connection", connection);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.DoesNotContain("Sup3rSecret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_each_setting_with_unit_range_and_default()
    {
        var token = TestContext.Current.CancellationToken;
        var help = (await SeederProgram.RunAsync(token, "stream", "--help")).Output;

        foreach (var part in new[] { "Trips a second. Range 0.1 to 10,000.", "[default: 100]",
            "Event seconds a real second." })
        {
            Assert.Contains(part, help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_generated_file_is_the_same_for_the_same_seed_and_loads_whole()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var database = await postgres.CreateDatabaseAsync(token);
        foreach (var (name, seed) in new[] { ("a", "7"), ("b", "7"), ("c", "8") })
        {
            var run = await SeederProgram.RunAsync(
                token, "generate", "--out", folder.File(name), "--rows", "5000", "--seed", seed, "--start",
                    "2025-03-01");
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
        }

        var load = await SeederProgram.RunAsync(
            token, "--connection", database.ConnectionString, "--trips", folder.File("a"), folder.File("c"));

        Assert.Equal(await File.ReadAllBytesAsync(folder.File("a"), token),
            await File.ReadAllBytesAsync(folder.File("b"), token));
        Assert.Equal((0, ""), (load.ExitCode, load.Error));
        Assert.Equal(
            [[10_000L, 10_000L]],
            await database.QueryAsync("SELECT count(*), count(cbd_congestion_fee) FROM yellow_taxi", token));
    }

    [Fact]
    public async Task A_load_killed_at_random_moments_loads_every_row_once()
    {
        var token = TestContext.Current.CancellationToken;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(KillTestTimeout);
        using var folder = new TemporaryFolder();
        await using var database = await postgres.CreateDatabaseAsync(token);
        const int rows = 20_000;
        await new TestTripFile(rows) { RowGroupRows = [7_000, 13_000] }
            .With(TestColumn.Of<long>("PULocationID", rows, row => row % 500 == 0 ? null : row))
            .WriteAsync(folder.File("a.parquet"));
        var random = new Random(20_240_101);
        var kills = 0;
        while (true)
        {
            // Slow enough that most kills fall between and inside its transactions; the last run is left alone.
            var isLast = kills == 4;
            using var seeder = SeederProgram.Start(
                database.ConnectionString, "--trips", folder.File("a.parquet"), "--rate", isLast ? "0" : "8000");
            if (isLast)
            {
                await seeder.WaitForExitAsync(limit.Token);
                Assert.Equal((0, ""), (seeder.ExitCode, await seeder.StandardError.ReadToEndAsync(token)));
                break;
            }

            await WaitForRowsAsync(database, (kills + 1) * 3_000 + random.Next(1_000), limit.Token);
            seeder.Kill();
            await seeder.WaitForExitAsync(limit.Token);
            kills++;
        }

        var counts = await database.QueryAsync(
            """
            SELECT (SELECT count(*) FROM yellow_taxi), (SELECT count(DISTINCT pulocationid) FROM yellow_taxi),
                   (SELECT count(*) FROM seeder.quarantine), rows_loaded, rows_quarantined
            FROM seeder.trip_load
            """,
            token);
        Assert.Equal([[19_960L, 19_960L, 40L, 19_960L, 40L]], counts);
    }

    private static async Task WaitForRowsAsync(TestDatabase database, long rows, CancellationToken cancellationToken)
    {
        var isThere = "SELECT to_regclass('public.yellow_taxi') IS NOT NULL";
        var count = $"SELECT count(*) >= {rows.ToString(CultureInfo.InvariantCulture)} FROM yellow_taxi";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await database.QueryValueAsync<bool>(isThere, cancellationToken)
            || !await database.QueryValueAsync<bool>(count, cancellationToken))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
