using CdcAnalytics.ConnectorManager.Tests.Engines;
using CdcAnalytics.Testing;

namespace CdcAnalytics.ConnectorManager.Tests.Connectors;

/// <summary>The manager on the real Connect: what it does when things are not as desired.</summary>
public sealed class ReconcilingTests(ConnectFixture connect, PostgresFixture postgres)
    : ConnectTest(connect, postgres)
{
    private const string Schema =
        "CREATE TABLE trips (id bigint PRIMARY KEY, note text); INSERT INTO trips VALUES (1, 'first');";

    [Fact]
    public async Task A_connector_in_no_file_is_removed_only_when_told()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        await using (var manager = await ManagerRun.StartAsync(folder))
        {
            await manager.WaitUntilRunningAsync(Ending);
            await PutAsync("stranger", StrangerConfig(database));
            await manager.WaitUntilRunningAsync(Ending);
        }

        Assert.Contains("stranger", await ConnectorNamesAsync());
        await using (await ManagerRun.StartAsync(folder, isPruning: true))
        {
            var names = await Waiting.UntilAsync(
                _ => ConnectorNamesAsync(),
                found => !found.Contains("stranger"),
                ManagerRun.StepTimeout,
                Ending);
            Assert.Equal([$"{folder.Name}-sink"], names);
        }
    }

    [Fact]
    public async Task A_connector_that_somebody_removed_or_changed_is_made_as_desired_again()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        var name = $"{folder.Name}-sink";
        await using var manager = await ManagerRun.StartAsync(folder);
        await manager.WaitUntilRunningAsync(Ending);
        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "status");
        Assert.Equal(0, exitCode);
        Assert.Matches($"{name}[ │]+task 0[ │]+RUNNING[ │]+as desired", output);

        await DeleteAsync(name);
        await Waiting.UntilAsync(
            _ => ConnectorNamesAsync(), names => names.Contains(name), ManagerRun.StepTimeout, Ending);
        await manager.WaitUntilRunningAsync(Ending);
        var stranger = StrangerConfig(database);
        await PutAsync(name, stranger);

        await Waiting.UntilAsync(
            _ => SettingAsync(name, "insert.mode"), mode => mode == "upsert", ManagerRun.StepTimeout, Ending);
    }

    [Fact]
    public async Task What_a_connector_class_refuses_is_said_with_the_name_of_the_setting()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        await folder.ReplaceAsync("source.json", "\"initial\"", "\"sometimes\"", Ending);
        await using var manager = await ManagerRun.StartAsync(folder);

        var health = await manager.WaitForHealthAsync(
            text => text.Contains("is refused", StringComparison.Ordinal), Ending);

        Assert.StartsWith("503 Unhealthy", health, StringComparison.Ordinal);
        Assert.Contains("snapshot.mode: ", health, StringComparison.Ordinal);
        Assert.Empty(await ConnectorNamesAsync());
        await folder.ReplaceAsync("source.json", "\"sometimes\"", "\"initial\"", Ending);
        await manager.WaitUntilRunningAsync(Ending);
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_and_waited_for()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema + "ALTER ROLE connect NOLOGIN;", Ending);
        try
        {
            using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
            await using var manager = await ManagerRun.StartAsync(folder);
            var health = await manager.WaitForHealthAsync(
                text => text.Contains("is refused", StringComparison.Ordinal), Ending);
            Assert.Contains("not permitted to log in", health, StringComparison.Ordinal);

            await database.ExecuteAsync("ALTER ROLE connect LOGIN", Ending);
            await manager.WaitUntilRunningAsync(Ending);
        }
        finally
        {
            await database.ExecuteAsync("ALTER ROLE connect LOGIN", CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_connector_class_that_is_not_loaded_is_named()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        await folder.ReplaceAsync("sink.json", "JdbcSinkConnector", "OracleSinkConnector", Ending);
        await using var manager = await ManagerRun.StartAsync(folder);

        var health = await manager.WaitForHealthAsync(
            text => text.Contains("has not loaded", StringComparison.Ordinal), Ending);

        Assert.Contains(
            $"io.debezium.connector.jdbc.OracleSinkConnector (connector {folder.Name}-sink); put the plug-in into a "
                + "folder of the worker's plugin.path.",
            health,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_and_the_broker_killed_and_started_again_are_worked_with_again()
    {
        await using var database = await CreateDatabaseAsync();
        await database.ExecuteAsync(Schema, Ending);
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "source.json");
        using var topics = new TestTopics(Connect.BootstrapServers);
        await using var manager = await ManagerRun.StartAsync(folder);
        await manager.WaitUntilRunningAsync(Ending);

        await Connect.KillConnectAsync();
        var health = await manager.WaitForHealthAsync(
            text => text.StartsWith("503 Unhealthy", StringComparison.Ordinal), Ending);
        Assert.Contains($"Connect does not answer at {Connect.ConnectUrl}", health, StringComparison.Ordinal);
        await Connect.KillAndRestartBrokerAsync(Ending);
        await Connect.EnsureConnectAsync(Ending);

        await manager.WaitUntilRunningAsync(Ending);
        await database.ExecuteAsync("INSERT INTO trips VALUES (2, 'second')", Ending);
        var records = await Waiting.UntilAsync(
            _ => Task.FromResult(topics.Read($"{folder.Name}.public.trips")),
            found => found.Any(record => record.Key == "{\"id\":2}"),
            ManagerRun.StepTimeout,
            Ending);
        Assert.Equal("{\"id\":1}", records[0].Key);
    }

    private static Dictionary<string, string> StrangerConfig(TestDatabase database) => new()
    {
        ["connector.class"] = "io.debezium.connector.jdbc.JdbcSinkConnector",
        ["topics"] = "stranger",
        ["connection.url"] = $"jdbc:postgresql://127.0.0.1:{new Npgsql.NpgsqlConnectionStringBuilder(
            database.ConnectionString).Port}/{database.Name}",
        ["connection.username"] = "connect",
        ["connection.password"] = "${env:CDC_DATABASE_PASSWORD}",
        ["insert.mode"] = "insert",
    };
}
