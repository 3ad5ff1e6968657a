using System.Text.RegularExpressions;
using CdcAnalytics.Flink.Gateway;
using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Submission;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;

namespace CdcAnalytics.Flink.Tests;

/// <summary>What Flink's planner makes of the generated statements: the sharing of sources rests on it.</summary>
[Trait("requires", "cluster")]
public sealed partial class PlanTests(LocalClusterFixture clusters)
{
    private static readonly FlinkJobOptions Options = new() { KafkaBootstrapServers = "127.0.0.1:1" };
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_taxi_queries_read_each_source_once_and_their_windows_go_by_the_watermark()
    {
        var script = PipelineFolder.Compile(Path.Combine(RepositoryFiles.Root, "pipelines", "nyc-taxi"));

        var plan = await ExplainAsync(FlinkGenerator.Generate(script, Options));

        Assert.Equal(["yellow_taxi$wire RowTime", "taxi_zones$wire ProcTime"], Readings(plan));
        Assert.Equal(2, Regex.Count(plan, "ChangelogNormalize\\("));
    }

    [Fact]
    public async Task So_it_is_when_a_windows_result_is_joined_with_a_table_without_a_watermark()
    {
        var script = FlinkGeneratorTests.Compile(FlinkGeneratorTests.JoinedWindow("names"));

        var plan = await ExplainAsync(FlinkGenerator.Generate(script, Options));

        Assert.Equal(["e$wire RowTime", "names$wire ProcTime"], Readings(plan).Order());
    }

    // Which sources are read, each with the kind of its batches.
    private static IEnumerable<string> Readings(string plan) =>
        Reading().Matches(plan).Select(match => $"{match.Groups["table"].Value} {match.Groups["mode"].Value}");

    private async Task<string> ExplainAsync(FlinkStatements statements)
    {
        var token = TestContext.Current.CancellationToken;
        var cluster = await clusters.GetClusterAsync(token);
        using var http = new HttpClient { BaseAddress = cluster.Addresses.GatewayUrl };
        var gateway = new SqlGatewayClient(http);
        var session = await gateway.OpenSessionAsync(statements.Settings, token);
        foreach (var table in statements.Tables)
        {
            await gateway.ExecuteAsync(session, table, Limit, token);
        }

        var answer = await gateway.ExecuteAsync(session, statements.Explanation, Limit, token);
        await gateway.CloseSessionAsync(session, token);
        var text = answer.Rows[0].Fields[0]!;
        var start = text.IndexOf("== Optimized Execution Plan ==", StringComparison.Ordinal);
        return text[start..];
    }

    [GeneratedRegex(@"MiniBatchAssigner\(interval=\[\w+\], mode=\[(?<mode>\w+)\]\)\s*[^(]*"
        + @"TableSourceScan\(table=\[\[default_catalog, default_database, (?<table>[^,\]]+)")]
    private static partial Regex Reading();
}
