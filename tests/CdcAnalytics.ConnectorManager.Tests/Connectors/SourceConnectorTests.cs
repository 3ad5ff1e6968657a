using CdcAnalytics.ConnectorManager.Tests.Engines;
using CdcAnalytics.Testing;

namespace CdcAnalytics.ConnectorManager.Tests.Connectors;

/// <summary>The bundled source on the real Debezium.</summary>
public sealed class SourceConnectorTests(ConnectFixture connect, PostgresFixture postgres)
    : ConnectTest(connect, postgres)
{
    private const string Schema =
        """
        CREATE TABLE trips (id bigint PRIMARY KEY, fare numeric(10, 2), pickup timestamp, note text);
        ALTER TABLE trips REPLICA IDENTITY FULL;
        INSERT INTO trips VALUES (1, 12.50, '2024-01-01 00:00:01', 'first');
        """;

    private TestTopics Topics => new(Connect.BootstrapServers);

    [Fact]
    public async Task Source_streams_and_a_restarted_manager_leaves_it_alone()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        using var topics = Topics;
        await using (var manager = await ManagerRun.StartAsync(folder))
        {
            await manager.WaitUntilRunningAsync(Ending);
            await WaitForRecordsAsync(topics, folder, 1);
        }

        var writesBefore = topics.Read("connect-configs").Count;
        await using (var manager = await ManagerRun.StartAsync(folder))
        {
            await manager.WaitUntilRunningAsync(Ending);
            await database.ExecuteAsync("DELETE FROM trips", Ending);
            var records = await WaitForRecordsAsync(topics, folder, 3);

            Assert.Contains("\"fare\":\"12.50\"", records[0].Value, StringComparison.Ordinal);
            Assert.Contains("\"op\":\"d\"", records[1].Value, StringComparison.Ordinal);
            // The tombstone, so that a compacted topic forgets the row.
            Assert.Equal(("{\"id\":1}", null), records[2]);
        }

        // Connect writes every PUT into this topic, the same settings or not.
        Assert.Equal(writesBefore, topics.Read("connect-configs").Count);
    }

    [Fact]
    public async Task Timestamps_of_every_precision_come_as_microseconds_and_dates_as_days()
    {
        const string moment = "timestamp '1969-12-31 23:59:58.123456'";
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE trips
              (id bigint PRIMARY KEY, seconds timestamp(0), thousandths timestamp(3), all_digits timestamp, day date);
            INSERT INTO trips SELECT 1, t, t, t, t FROM (VALUES ({moment})) AS v (t);
            """,
            Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        using var topics = Topics;
        await using var manager = await ManagerRun.StartAsync(folder);
        await WaitForRecordsAsync(topics, folder, 1);
        await database.ExecuteAsync(
            $"INSERT INTO trips SELECT 2, t, t, t, t FROM (VALUES ({moment})) AS v (t)", Ending);

        // One by the snapshot, one by the log: Debezium reads them in different ways.
        var records = await WaitForRecordsAsync(topics, folder, 2);

        Assert.All(records, record => Assert.Contains(
            "\"seconds\":-2000000,\"thousandths\":-1877000,\"all_digits\":-1876544,\"day\":-1}",
            record.Value,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_file_changes_the_connector_and_keeps_its_place()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        using var topics = Topics;
        await using var manager = await ManagerRun.StartAsync(folder);
        await WaitForRecordsAsync(topics, folder, 1);
        await manager.WaitUntilRunningAsync(Ending);

        await folder.ReplaceAsync(
            "source.json", "\"poll.interval.ms\": \"50\"", "\"poll.interval.ms\": \"49\"", Ending);
        await Waiting.UntilAsync(
            _ => SettingAsync($"{folder.Name}-source", "poll.interval.ms"),
            value => value == "49",
            ManagerRun.StepTimeout,
            Ending);
        await database.ExecuteAsync("INSERT INTO trips VALUES (2, 1, NULL, NULL)", Ending);

        var records = await WaitForRecordsAsync(topics, folder, 2);
        Assert.Equal(["{\"id\":1}", "{\"id\":2}"], records.Select(record => record.Key));
    }

    [Fact]
    public async Task A_table_is_read_again_on_demand_without_a_write_to_its_database()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        using var topics = Topics;
        await using var manager = await ManagerRun.StartAsync(folder);
        await WaitForRecordsAsync(topics, folder, 1);
        await manager.WaitUntilRunningAsync(Ending);
        const string writesSql = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables";
        var writes = await database.QueryValueAsync<long>(writesSql, Ending);

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "resnapshot", "public.trips");

        Assert.True(exitCode == 0, output);
        var records = await WaitForRecordsAsync(topics, folder, 2);
        Assert.Contains("\"snapshot\":\"incremental\"", records[^1].Value, StringComparison.Ordinal);
        Assert.Equal(writes, await database.QueryValueAsync<long>(writesSql, Ending));
        await manager.WaitUntilRunningAsync(Ending);
    }

    [Fact]
    public async Task A_table_that_nobody_captures_is_not_read_again()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "resnapshot", "public.riders");

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            "No connector captures the table 'public.riders'; captured are public.trips.",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_slot_of_an_idle_table_follows_the_log()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema + "CREATE TABLE other (id int);", Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        await using var manager = await ManagerRun.StartAsync(folder);
        await manager.WaitUntilRunningAsync(Ending);
        using var topics = Topics;
        await WaitForRecordsAsync(topics, folder, 1);
        await database.ExecuteAsync("INSERT INTO other SELECT generate_series(1, 10000)", Ending);
        var end = await database.QueryValueAsync<string>("SELECT pg_current_wal_lsn()::text", Ending);

        await Waiting.UntilAsync(
            token => database.QueryValueAsync<bool>(
                $"SELECT confirmed_flush_lsn >= '{end}' FROM pg_replication_slots WHERE slot_name = '{folder.Name}'",
                token),
            isThere => isThere,
            ManagerRun.StepTimeout,
            Ending);
    }

    [Fact]
    public async Task Source_goes_on_after_Postgres_was_killed_and_came_back()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Ending);
        await using var server = await PostgresServer.StartAsync(Ending);
        await using var database = await server.CreateDatabaseAsync(Ending);
        await CreateUserAsync(database.DataSource);
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        using var topics = Topics;
        await using var manager = await ManagerRun.StartAsync(folder);
        await WaitForRecordsAsync(topics, folder, 1);

        await server.KillAsync(Ending);
        await server.RestartAsync(Ending);
        await database.ExecuteAsync("INSERT INTO trips VALUES (2, 1, NULL, NULL)", Ending);

        var records = await WaitForRecordsAsync(topics, folder, 2);
        Assert.Equal(["{\"id\":1}", "{\"id\":2}"], records.Select(record => record.Key));
        await DeleteAsync($"{folder.Name}-source");
    }

    private static Task<IReadOnlyList<(string? Key, string? Value)>> WaitForRecordsAsync(
        TestTopics topics, ManagerFolder folder, int count) =>
        Waiting.UntilAsync(
            _ => Task.FromResult(topics.Read($"{folder.Name}.public.trips")),
            records => records.Count >= count,
            ManagerRun.StepTimeout,
            Ending);
}
