using CdcAnalytics.ConnectorManager.Tests.Engines;
using CdcAnalytics.Testing;

namespace CdcAnalytics.ConnectorManager.Tests.Connectors;

/// <summary>The bundled sink on the real Debezium.</summary>
public sealed class SinkConnectorTests(ConnectFixture connect, PostgresFixture postgres)
    : ConnectTest(connect, postgres)
{
    private const string Hour = "2024-01-01 07:00:00";

    private const string Schema =
        """
        CREATE SCHEMA analytics;
        CREATE TABLE analytics.hourly (
          pickup_hour timestamp(3), zone_id int, trips bigint, total numeric(38, 4), note text,
          PRIMARY KEY (pickup_hour, zone_id));
        """;

    [Fact]
    public async Task Rows_are_upserted_and_deleted_exactly()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        using var topics = new TestTopics(Connect.BootstrapServers);
        var topic = await CreateTopicAsync(topics, folder);
        await using var manager = await ManagerRun.StartAsync(folder);

        await WriteAsync(topics, topic, 1, trips: 1, total: "0.1", note: "old");
        const string total = "1234567890123456789012345678901234.5678";
        await WriteAsync(topics, topic, 1, trips: 9007199254740993, total, note: "ä'\"\n");
        await WriteAsync(topics, topic, 2, trips: 3, total: "-0.0001", note: "deleted");
        await topics.WriteAsync(topic, ResultRecord.Key(Hour, 2), value: null, Ending);
        await WriteAsync(topics, topic, 3, trips: null, total: null, note: null);

        var rows = await WaitForRowsAsync(database, 2);
        Assert.Equal(
            [
                $"2024-01-01T07:00:00|1|9007199254740993|{total}|ä'\"\n",
                "2024-01-01T07:00:00|3|||",
            ],
            rows);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_goes_to_the_dead_letters_and_the_sink_goes_on()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        using var topics = new TestTopics(Connect.BootstrapServers);
        var topic = await CreateTopicAsync(topics, folder);
        await using var manager = await ManagerRun.StartAsync(folder);

        await topics.WriteAsync(topic, ResultRecord.Key(Hour, 1), "this is not JSON", Ending);
        await topics.WriteAsync(topic, ResultRecord.Key(Hour, 2), "{\"trips\": 1}", Ending);
        await WriteAsync(topics, topic, 3, trips: 3, total: "3", note: "good");

        var rows = await WaitForRowsAsync(database, 1);
        Assert.Equal(["2024-01-01T07:00:00|3|3|3.0000|good"], rows);
        var health = await manager.WaitForHealthAsync(
            text => text.Contains("dead-letters: Degraded", StringComparison.Ordinal), Ending);
        Assert.StartsWith("200 Degraded", health, StringComparison.Ordinal);
        Assert.Contains($"2 records lie in {folder.Name}.dead-letters", health, StringComparison.Ordinal);
        Assert.Matches(
            "cdc_dead_letters{[^}]*} 2", (await manager.GetAsync("/metrics", Ending)).ReplaceLineEndings("\n"));
        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "dead-letters");
        Assert.Equal(0, exitCode);
        Assert.Contains("VALUE_CONVERTER", output, StringComparison.Ordinal);
        Assert.Contains("this is not JSON", output, StringComparison.Ordinal);
        Assert.Contains($"{topic}/0@0, read by {folder.Name}-sink", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_database_refuses_fails_the_task_with_its_cause_and_heals_when_mended()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        using var topics = new TestTopics(Connect.BootstrapServers);
        var topic = await CreateTopicAsync(topics, folder);
        await using var manager = await ManagerRun.StartAsync(folder);
        await manager.WaitUntilRunningAsync(Ending);
        await database.ExecuteAsync("ALTER TABLE analytics.hourly ADD CHECK (trips < 100)", Ending);

        await WriteAsync(topics, topic, 1, trips: 100, total: "1", note: null);

        var health = await manager.WaitForHealthAsync(
            text => text.Contains("FAILED", StringComparison.Ordinal), Ending);
        Assert.StartsWith("503 Unhealthy", health, StringComparison.Ordinal);
        Assert.Contains($"connector {folder.Name}-sink: task 0 is FAILED: ", health, StringComparison.Ordinal);
        Assert.Contains("violates check constraint", health, StringComparison.Ordinal);
        Assert.DoesNotContain(ConnectFixture.DatabasePassword, health, StringComparison.Ordinal);

        await database.ExecuteAsync("ALTER TABLE analytics.hourly DROP CONSTRAINT hourly_trips_check", Ending);
        Assert.Equal(["2024-01-01T07:00:00|1|100|1.0000|"], await WaitForRowsAsync(database, 1));
        await manager.WaitUntilRunningAsync(Ending);
        // The record was not lost on the way, and not a dead letter either.
        Assert.Empty(topics.Read($"{folder.Name}.dead-letters"));
    }

    [Fact]
    public async Task Sink_goes_on_after_Postgres_was_killed_and_came_back()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Ending);
        await using var server = await PostgresServer.StartAsync(Ending);
        await using var database = await server.CreateDatabaseAsync(Ending);
        await CreateUserAsync(database.DataSource);
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        using var topics = new TestTopics(Connect.BootstrapServers);
        var topic = await CreateTopicAsync(topics, folder);
        await using var manager = await ManagerRun.StartAsync(folder);
        await WriteAsync(topics, topic, 1, trips: 1, total: "1", note: null);
        await WaitForRowsAsync(database, 1);

        // While it is away the sink fails on a record; the manager restarts the task until it is back.
        await server.KillAsync(Ending);
        await WriteAsync(topics, topic, 2, trips: 2, total: "2", note: null);
        await manager.WaitForHealthAsync(
            text => text.StartsWith("503 Unhealthy", StringComparison.Ordinal), Ending);
        await server.RestartAsync(Ending);

        Assert.Equal(
            ["2024-01-01T07:00:00|1|1|1.0000|", "2024-01-01T07:00:00|2|2|2.0000|"],
            await WaitForRowsAsync(database, 2));
        await manager.WaitUntilRunningAsync(Ending);
        Assert.Empty(topics.Read($"{folder.Name}.dead-letters"));
        await DeleteAsync($"{folder.Name}-sink");
    }

    private static async Task<string> CreateTopicAsync(TestTopics topics, ManagerFolder folder)
    {
        var topic = $"{folder.Name}-results.hourly";
        await topics.CreateAsync(topic);
        return topic;
    }

    private static Task WriteAsync(
        TestTopics topics, string topic, int zone, long? trips, string? total, string? note) =>
        topics.WriteAsync(
            topic, ResultRecord.Key(Hour, zone), ResultRecord.Value(Hour, zone, trips, total, note), Ending);

    private static Task<string[]> WaitForRowsAsync(TestDatabase database, int count) =>
        Waiting.UntilAsync(
            token => ReadRowsAsync(database, token), rows => rows.Length == count, ManagerRun.StepTimeout, Ending);

    private static async Task<string[]> ReadRowsAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            """
            SELECT to_char(pickup_hour, 'YYYY-MM-DD"T"HH24:MI:SS'), zone_id::text, trips::text, total::text, note
            FROM analytics.hourly ORDER BY zone_id
            """,
            cancellationToken);
        return [.. rows.Select(row => string.Join('|', row))];
    }
}
