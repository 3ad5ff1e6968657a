using System.Text.Json;
using CdcAnalytics.Dashboard.Standalone;
using CdcAnalytics.Testing;
using Microsoft.AspNetCore.Builder;

namespace CdcAnalytics.Dashboard.Tests;

public sealed class StandaloneDashboardTests(PostgresFixture postgres)
{
    private const string JobTables = """
        CREATE SCHEMA cdc;
        CREATE TABLE cdc.flink_job (pipeline text PRIMARY KEY, job_id text, state text, activity text,
          statement_hash text, records_in bigint, records_per_second double precision, updated_at timestamptz);
        CREATE TABLE cdc.flink_source (pipeline text, table_name text, watermark timestamp, records bigint,
          dropped_late bigint);
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_submitter_writes_about_its_job_is_the_status_on_the_page()
    {
        var database = await postgres.CreateDatabaseAsync(Token);
        await using var app = Build(database.ConnectionString);
        await app.StartAsync(Token);
        await using var stream = await OpenAsync(app);
        var first = await stream.ReadUntilAsync("status", _ => true);
        Assert.Equal("Starting", PhaseOf(first));

        await database.ExecuteAsync(
            JobTables + """
            INSERT INTO cdc.flink_job VALUES
              ('cdc_analytics', 'a1', 'RUNNING', 'Results follow.', 'h', 1234, 5.5, now());
            INSERT INTO cdc.flink_source VALUES ('cdc_analytics', 'yellow_taxi', '2024-01-02 03:04:05', 1234, 0);
            """,
            Token);
        var running = await stream.ReadUntilAsync("status", status => PhaseOf(status) == "Tailing");
        var pipeline = running.GetProperty("pipeline");
        Assert.Equal("Results follow.", pipeline.GetProperty("activity").GetString());
        Assert.Equal(1234, pipeline.GetProperty("capturedEvents").GetInt64());
        Assert.Equal(
            "2024-01-02T03:04:05", pipeline.GetProperty("tables")[0].GetProperty("watermark").GetString());

        // A submitter that died says nothing any more: its last word must not look like the present.
        await database.ExecuteAsync("UPDATE cdc.flink_job SET updated_at = now() - interval '1 hour'", Token);
        await stream.ReadUntilAsync("status", status => PhaseOf(status) == "Starting");
        await app.StopAsync(Token);
    }

    private static WebApplication Build(string connectionString) => StandaloneDashboard.Build(
    [
        "--urls", "http://127.0.0.1:0",
        $"--ConnectionStrings:{StandaloneDashboard.ConnectionName}={connectionString}",
    ]);

    private static string? PhaseOf(JsonElement status) =>
        status.GetProperty("pipeline").GetProperty("phase").GetString();

    private static async Task<LiveStream> OpenAsync(WebApplication app)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        return await LiveStream.OpenAsync(client, Token);
    }
}
