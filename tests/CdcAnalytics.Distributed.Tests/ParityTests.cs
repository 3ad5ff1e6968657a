using System.Diagnostics;
using CdcAnalytics.Hosts;
using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Testing.Hosting;
using Npgsql;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>
/// The same SQL on both engines: what Flink made of a history equals, row for row, what the embedded engine makes of
/// it. Event times are of whole seconds, so that the rules of the two for a window's last millisecond give the same.
/// </summary>
[Trait("requires", "cluster")]
public sealed class ParityTests(SharedHost host)
{
    private const int Transactions = 60;
    private static readonly TimeSpan EqualTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_embedded_engine_and_Flink_give_the_same_rows_for_the_same_history()
    {
        await host.EnsureStartedAsync(Token);
        for (var transaction = 0; transaction < Transactions; transaction++)
        {
            await host.Workload.WriteAsync(host.DataSource, Token);
        }

        await Exactness.WaitAsync(host, BatchOracle.Tables, Token);
        using var home = new HostHome();
        await using var embedded = HostProcess.Start(home.Arguments);
        await using var dataSource = NpgsqlDataSource.Create(await embedded.WaitForDatabaseAsync(Token));
        await embedded.WaitForSourceTablesAsync(dataSource, Token);
        await WaitForCaptureAsync(dataSource, embedded);
        await HistoryReplay.RunAsync(host.DataSource, dataSource, Token);

        foreach (var table in BatchOracle.Tables)
        {
            var flink = await RowsAsync(host.DataSource, table);
            var clock = Stopwatch.StartNew();
            List<string> own;
            while (!(own = await RowsAsync(dataSource, table)).SequenceEqual(flink) && clock.Elapsed < EqualTimeout)
            {
                Assert.False(embedded.HasExited, $"The embedded host ended by itself:\n{embedded.Output}");
                await Task.Delay(PollInterval, TimeProvider.System, Token);
            }

            Assert.True(
                own.SequenceEqual(flink),
                $"{table}: only Flink has {string.Join(' ', flink.Except(own).Take(5))}; "
                + $"only the embedded engine has {string.Join(' ', own.Except(flink).Take(5))}");
        }

        Assert.NotEmpty(await RowsAsync(dataSource, "zone_hour_live"));
    }

    // What comes before would be read by the snapshot, which has an order of its own.
    private static async Task WaitForCaptureAsync(NpgsqlDataSource dataSource, HostProcess embedded)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            await using var command = dataSource.CreateCommand(
                "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL)");
            if (await command.ExecuteScalarAsync(Token) is true)
            {
                return;
            }

            Assert.True(clock.Elapsed < HostProcess.StartTimeout, $"No slot was made:\n{embedded.Output}");
            await Task.Delay(PollInterval, TimeProvider.System, Token);
        }
    }

    private static async Task<List<string>> RowsAsync(NpgsqlDataSource dataSource, string table)
    {
        var rows = new List<string>();
        await using var command = dataSource.CreateCommand(
            $"SELECT r::text COLLATE \"C\" FROM analytics.{table} AS r ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
