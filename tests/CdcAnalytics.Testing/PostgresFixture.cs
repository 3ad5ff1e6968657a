namespace CdcAnalytics.Testing;

/// <summary>
/// One server for all tests of an assembly, started by the first test that asks. Declare it with
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c> and take it in the test class's constructor.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PostgresServer? _server;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// The shared server. Without server programs the test is skipped, or fails where the variable <c>CI</c> is true.
    /// A test that stops or kills its server starts one of its own.
    /// </summary>
    public async Task<PostgresServer> GetServerAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_server is null)
            {
                await SkipWithoutPostgresAsync(cancellationToken);
                _server = await PostgresServer.StartAsync(cancellationToken);
            }

            return _server;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>An empty database on the shared server, for one test.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var server = await GetServerAsync(cancellationToken);
        return await server.CreateDatabaseAsync(cancellationToken);
    }

    /// <summary>Skips the test when there is no Postgres on this machine; fails it in CI.</summary>
    public static async Task SkipWithoutPostgresAsync(CancellationToken cancellationToken)
    {
        if (await PostgresServer.IsAvailableAsync(cancellationToken))
        {
            return;
        }

        const string message = "No PostgreSQL 14 to 18 on this machine; install it (Debian: apt-get install postgresql)"
            + " or name the folder of its programs in " + PostgresServer.BinariesVariable + ".";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _gate.Dispose();
    }
}
