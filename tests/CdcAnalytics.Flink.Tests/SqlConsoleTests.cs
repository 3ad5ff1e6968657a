using System.Diagnostics;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;

namespace CdcAnalytics.Flink.Tests;

/// <summary>The console as a user starts it: a process of its own, settings in its environment.</summary>
[Trait("requires", "cluster")]
public sealed class SqlConsoleTests(LocalClusterFixture clusters, PostgresFixture servers)
{
    private const string Script =
        """
        CREATE TABLE t (id INT NOT NULL, words STRING, PRIMARY KEY (id) NOT ENFORCED);
        CREATE TABLE r (id INT NOT NULL, words STRING, PRIMARY KEY (id) NOT ENFORCED);
        INSERT INTO r SELECT id, words FROM t;
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_streaming_query_over_a_source_table_shows_its_rows_until_it_is_stopped()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await FlinkTestBed.StartAsync(clusters, servers, Script, token);
        await bed.SendAsync(
            "t", 1, null, """{"id":1,"words":"[red]not markup[/]"}""", DateTimeOffset.UnixEpoch, token);
        using var console = Start(bed, "SELECT 6 * 7 AS answer; SELECT words, id FROM t;");

        await ReadUntilAsync(console, "42", token);
        await ReadUntilAsync(console, "[red]not markup[/]", token);

        Assert.False(console.HasExited);
        console.Kill();
        await console.WaitForExitAsync(token);
    }

    [Fact]
    public async Task A_wrong_statement_ends_the_console_with_the_gateways_reason()
    {
        var token = TestContext.Current.CancellationToken;
        await using var bed = await FlinkTestBed.StartAsync(clusters, servers, Script, token);
        using var console = Start(bed, "SELECT nothing FROM t;");

        var error = await console.StandardError.ReadToEndAsync(token).WaitAsync(Limit, token);
        await console.WaitForExitAsync(token);

        Assert.Contains("Column 'nothing' not found in any table", error, StringComparison.Ordinal);
        Assert.Equal(1, console.ExitCode);
    }

    private static Process Start(FlinkTestBed bed, string statements)
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(FlinkService).Assembly.Location, "sql", "--execute", statements])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ConnectionStrings__kafka"] = bed.BootstrapServers,
                ["ConnectionStrings__taxi"] = bed.Database.ConnectionString,
                ["Flink__GatewayUrl"] = bed.GatewayUrl.ToString(),
                ["Flink__Pipelines"] = bed.PipelineFolder,
                ["Topics__SourcePrefix"] = $"{bed.Name}.in",
            },
        };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private static async Task ReadUntilAsync(Process console, string text, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var all = "";
        while (await console.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            all += line + "\n";
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"No '{text}' in:\n{all}{await console.StandardError.ReadToEndAsync(cancellationToken)}");
    }
}
