using System.Globalization;
using CdcAnalytics.LocalPostgres;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Throughput.Layers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Throughput;

/// <summary>A private server in a temporary folder, with the source schema; gone when disposed.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    /// <summary>The publication every layer reads.</summary>
    public const string PublicationName = "cdc_analytics";

    private readonly string _folder;
    private readonly LocalPostgresServer _server;

    private BenchmarkServer(string folder, LocalPostgresServer server)
    {
        _folder = folder;
        _server = server;
    }

    /// <summary>The postmaster.</summary>
    public int ProcessId => _server.ProcessId;

    /// <summary>Folder of the server's programs.</summary>
    public string BinariesFolder => _server.Binaries.Directory;

    /// <summary>For example 15.</summary>
    public int MajorVersion => _server.Binaries.MajorVersion;

    /// <summary>Starts it, with commits flushed to the disk.</summary>
    public static async Task<BenchmarkServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cdc-bench-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // Started by root, the server runs under another account, which must be able to enter.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        var server = await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                HomeDirectory = Path.Combine(folder, "pg"),
                MaxReplicationSlots = 60,
                MaxSlotRetainedWalMegabytes = 1024 * 1024,
            },
            new Progress<string>(),
            NullLogger.Instance,
            TimeProvider.System,
            cancellationToken);
        return new BenchmarkServer(folder, server);
    }

    /// <summary>Makes a database with the source schema and the publication, but no rows.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using (var admin = NpgsqlDataSource.Create(_server.ConnectionString))
        {
            await ExecuteAsync(admin, $"CREATE DATABASE {name}", cancellationToken);
        }

        var address = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name };
        await using var dataSource = NpgsqlDataSource.Create(address.ConnectionString);
        await SourceSchema.CreateAsync(dataSource, cancellationToken);
        // Before the rows: a publication is looked up as of the change that is decoded.
        await ExecuteAsync(
            dataSource,
            $"CREATE PUBLICATION {PublicationName} FOR TABLE public.yellow_taxi, public.taxi_zones "
            + "WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)",
            cancellationToken);
        return address.ConnectionString;
    }

    /// <summary>Makes a slot and says what its layer has to know.</summary>
    public static async Task<LayerRequest> CreateSlotAsync(
        NpgsqlDataSource dataSource,
        string connectionString,
        string slotName,
        LayerName layer,
        string pipelineFolder,
        long? rows,
        CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT lsn::text FROM pg_create_logical_replication_slot($1, 'pgoutput')");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = slotName });
        var start = (string?)await command.ExecuteScalarAsync(cancellationToken)
            ?? throw new InvalidOperationException("The slot has no position.");
        return new LayerRequest(layer, connectionString, slotName, PublicationName, start, pipelineFolder, rows);
    }

    /// <summary>Runs a statement.</summary>
    public static async Task ExecuteAsync(
        NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a query for its first value, as text.</summary>
    public static async Task<string> QueryAsync(
        NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        var value = await command.ExecuteScalarAsync(cancellationToken);
        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
