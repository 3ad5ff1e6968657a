using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CdcAnalytics.LocalPostgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Testing;

/// <summary>
/// A Postgres of its own for tests: a cluster in a temporary folder with <c>wal_level=logical</c>, gone without a trace
/// when disposed. It is the product's local server with settings for tests.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Environment variable that names the folder of the server programs to test with.</summary>
    public const string BinariesVariable = "CDC_POSTGRES_BIN";

    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(20);

    private readonly string _directory;
    private readonly LocalPostgresServer _server;
    private readonly ConcurrentQueue<TestDatabase> _databases = [];
    private int _databaseCount;

    private PostgresServer(string directory, LocalPostgresServer server)
    {
        _directory = directory;
        _server = server;
    }

    /// <summary>The product's server that runs.</summary>
    public LocalPostgresServer Server => _server;

    /// <summary>For example 15.</summary>
    public int MajorVersion => _server.Binaries.MajorVersion;

    /// <summary>
    /// Superuser connection to the server's first database, over the socket; the same after a restart.
    /// </summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>
    /// Whether this machine has the programs; tests skip without them, see <see cref="PostgresFixture"/>.
    /// </summary>
    public static async Task<bool> IsAvailableAsync(CancellationToken cancellationToken) =>
        Environment.GetEnvironmentVariable(BinariesVariable) is not null
        || (await PostgresSearch.FindInstalledAsync(cancellationToken)).Count > 0;

    /// <summary>Makes and starts a server; about 1.5 seconds.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    public static Task<PostgresServer> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(isFlushedToDisk: false, cancellationToken);

    /// <summary>Makes and starts a server.</summary>
    /// <param name="isFlushedToDisk">
    /// Whether commits are flushed to the disk. False is faster, and still safe against SIGKILL of any process; true
    /// for what measures commits.
    /// </param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<PostgresServer> StartAsync(bool isFlushedToDisk, CancellationToken cancellationToken)
    {
        // In /tmp itself, not the test's folder: a socket's path holds only about a hundred bytes, and the server's
        // user must be able to enter when the tests run as root.
        var directory = Directory.CreateTempSubdirectory("cdc-test-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory, File.GetUnixFileMode(directory)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        try
        {
            var options = new LocalPostgresOptions
            {
                BinariesDirectory = Environment.GetEnvironmentVariable(BinariesVariable),
                HomeDirectory = Path.Combine(directory, "pg"),
                FlushToDisk = isFlushedToDisk,
                MaxReplicationSlots = 50,
                Source = LocalPostgresSource.Installed,
            };
            return new PostgresServer(directory, await StartProductServerAsync(options, cancellationToken));
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Makes an empty database; it lives as long as the server.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _databaseCount).ToString(CultureInfo.InvariantCulture);
        var name = $"test_{number}";
        var admin = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false };
        await using (var connection = new NpgsqlConnection(admin.ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            // file_copy would checkpoint; wal_log is quicker where it exists, and is the default there.
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        admin.Database = name;
        admin.Pooling = true;
        var database = new TestDatabase(name, admin.ConnectionString);
        _databases.Enqueue(database);
        return database;
    }

    /// <summary>Kills the postmaster and all of its children with SIGKILL, as a power cut would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        using var postmaster = Process.GetProcessById(_server.ProcessId);
        postmaster.Kill(entireProcessTree: true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(KillTimeout);
        await postmaster.WaitForExitAsync(limit.Token);
    }

    /// <summary>Stops the server if it runs, and starts it on the same port: connection strings stay valid.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _server.RestartAsync(cancellationToken);
        // Pooled connections of before the restart are dead.
        NpgsqlConnection.ClearAllPools();
        foreach (var database in _databases)
        {
            database.DataSource.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static Task<LocalPostgresServer> StartProductServerAsync(
        LocalPostgresOptions options, CancellationToken cancellationToken) =>
        LocalPostgresServer.StartAsync(
            options, new Progress<string>(), NullLogger.Instance, TimeProvider.System, cancellationToken);
}
