using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CdcAnalytics.Testing;
using Npgsql;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>What tests on the real Connect have in common.</summary>
public abstract class ConnectTest(ConnectFixture connect, PostgresFixture postgres) : IAsyncLifetime
{
    private readonly HttpClient _http = new();

    /// <summary>The engines.</summary>
    protected ConnectFixture Connect => connect;

    /// <summary>The test's own end.</summary>
    protected static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await connect.EnsureAsync(Ending);
        _http.BaseAddress = connect.ConnectUrl;
    }

    /// <summary>Removes all connectors: they would go on asking a database that is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in await ConnectorNamesAsync())
        {
            using var _ = await _http.DeleteAsync($"connectors/{name}", CancellationToken.None);
        }

        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty database, and a user whose password the worker knows.</summary>
    protected async Task<TestDatabase> CreateDatabaseAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Ending);
        await CreateUserAsync(database.DataSource);
        return database;
    }

    /// <summary>Makes the user <c>connect</c> where it is missing.</summary>
    protected static async Task CreateUserAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'connect') THEN
                CREATE ROLE connect LOGIN SUPERUSER PASSWORD '{ConnectFixture.DatabasePassword}';
              END IF;
            END $$
            """);
        await command.ExecuteNonQueryAsync(Ending);
    }

    /// <summary>The connectors that Connect has.</summary>
    protected async Task<string[]> ConnectorNamesAsync() =>
        await _http.GetFromJsonAsync<string[]>("connectors", CancellationToken.None) ?? [];

    /// <summary>
    /// A setting of a connector as Connect has it, or what it answers instead: while a configuration changes Connect
    /// may fail with 500, which its clients must outlast.
    /// </summary>
    protected async Task<string?> SettingAsync(string connector, string key)
    {
        using var response = await _http.GetAsync($"connectors/{connector}/config", Ending);
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
        {
            return $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Ending)}";
        }

        response.EnsureSuccessStatusCode();
        var config = await response.Content.ReadFromJsonAsync<JsonObject>(Ending);
        return (string?)config?[key];
    }

    /// <summary>Removes a connector, as somebody might by hand.</summary>
    protected async Task DeleteAsync(string connector)
    {
        using var response = await _http.DeleteAsync($"connectors/{connector}", Ending);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Creates a connector as somebody might by hand.</summary>
    protected async Task PutAsync(string connector, Dictionary<string, string> config)
    {
        using var response = await _http.PutAsJsonAsync($"connectors/{connector}/config", config, Ending);
        response.EnsureSuccessStatusCode();
    }
}
