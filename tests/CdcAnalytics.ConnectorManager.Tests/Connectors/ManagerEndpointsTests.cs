using CdcAnalytics.ConnectorManager.Tests.Engines;
using CdcAnalytics.Testing;

namespace CdcAnalytics.ConnectorManager.Tests.Connectors;

/// <summary>The commands over HTTP; what restarting and reading again do is shown with the connectors.</summary>
public sealed class ManagerEndpointsTests(ConnectFixture connect, PostgresFixture postgres)
    : ConnectTest(connect, postgres)
{
    [Fact]
    public async Task A_connector_is_restarted_and_one_that_is_not_there_is_named()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        await using var manager = await ManagerRun.StartAsync(folder);
        await manager.WaitUntilRunningAsync(Ending);

        Assert.Equal(
            $"200 Connector {folder.Name}-sink is being restarted.",
            await manager.PostAsync($"/connectors/{folder.Name}-sink/restart", Ending));
        var refusal = await manager.PostAsync("/connectors/nobody/restart", Ending);
        Assert.StartsWith("404 ", refusal, StringComparison.Ordinal);
        Assert.Contains("nobody", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_nobody_captures_cannot_be_read_again()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = ManagerFolder.Create(Connect, database.ConnectionString, "sink.json");
        await using var manager = await ManagerRun.StartAsync(folder);

        Assert.Equal(
            "404 No connector captures the table 'public.nothing'; captured are none. Write it as schema.table.",
            await manager.PostAsync("/tables/public.nothing/resnapshot", Ending));
    }
}
