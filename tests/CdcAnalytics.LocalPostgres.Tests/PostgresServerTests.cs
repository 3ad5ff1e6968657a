using CdcAnalytics.Testing;

namespace CdcAnalytics.LocalPostgres.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committed_rows_survive_a_kill_of_the_server_and_all_its_children()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Cancellation);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2)", Cancellation);

        await server.KillAsync(Cancellation);
        await server.RestartAsync(Cancellation);

        Assert.Equal(2L, await database.QueryValueAsync<long>("SELECT count(*) FROM kept", Cancellation));
    }

    [Fact]
    public async Task Server_decodes_logically_and_offers_slots()
    {
        await PostgresFixture.SkipWithoutPostgresAsync(Cancellation);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);

        await database.ExecuteAsync(
            $"SELECT pg_create_logical_replication_slot('{database.Name}', 'pgoutput')", Cancellation);

        Assert.Equal("logical", await database.QueryValueAsync<string>("SHOW wal_level", Cancellation));
    }
}
