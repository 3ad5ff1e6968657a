using CdcAnalytics.ConnectorManager.Tests.Engines;
using CdcAnalytics.Testing;

namespace CdcAnalytics.ConnectorManager.Tests.Connectors;

/// <summary>The commands, beyond what the tests of the connectors show of them.</summary>
public sealed class CommandLineTests(ConnectFixture connect, PostgresFixture postgres)
    : ConnectTest(connect, postgres)
{
    [Fact]
    public async Task Status_says_what_is_not_made_yet_and_fails()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "status");

        Assert.Equal(1, exitCode);
        Assert.Matches($"{folder.Name}-sink[ │]+connector[ │]+absent[ │]+not made yet", output);
    }

    [Fact]
    public async Task Restart_names_the_connector_that_is_not_there()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "restart", "nobody");

        Assert.Equal(1, exitCode);
        Assert.Contains("404", output, StringComparison.Ordinal);
        Assert.Contains("nobody", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_of_a_topic_that_is_not_made_yet_are_none()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "dead-letters");

        Assert.Equal((0, $"No dead letters in {folder.Name}.dead-letters.\n"), (exitCode, output));
    }

    [Fact]
    public async Task A_mistake_in_a_file_ends_the_start_with_one_line()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        folder.Set("DatbaseHost", "localhost");

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "run");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"No file in '{folder.Path}' uses ${{value:DatbaseHost}}; take the setting Connectors__Values__DatbaseHost "
                + "away, or mend its spelling.\n",
            output);
    }

    [Fact]
    public async Task A_wrong_command_is_refused_in_one_line()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");

        var (exitCode, output) = await ManagerProgram.RunAsync(folder, Ending, "dead-letters", "--limit", "0");

        Assert.Equal((2, "--limit must be from 1 to 10000.\n"), (exitCode, output));
    }
}
