using System.Diagnostics;
using System.Globalization;
using System.Text;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Hosts;
using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;
using CdcAnalytics.Testing.Hosting;
using CdcAnalytics.Testing.Workload;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>
/// The distributed topology as a user starts it, on a temporary folder, without trips of its own; the oracle writes the
/// trips' history from the first one on. It may be stopped, killed and started again by a test.
/// </summary>
public sealed class SharedHost : IAsyncLifetime
{
    private const int EvidenceLines = 12;
    private const int EvidenceColumns = 300;
    private static readonly TimeSpan SlotPollInterval = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TripWorkload _workload = new(
        seed: 20240101, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified));
    private HostHome? _home;
    private HostProcess? _process;
    private NpgsqlDataSource? _dataSource;

    /// <summary>The program that runs now.</summary>
    public HostProcess Process => _process ?? throw new InvalidOperationException("The host was not started yet.");

    /// <summary>Its database.</summary>
    public NpgsqlDataSource DataSource =>
        _dataSource ?? throw new InvalidOperationException("The host was not started yet.");

    /// <summary>Seeded changes of trips; one test writes at a time.</summary>
    public TripWorkload Workload => _workload;

    /// <summary>Everything it keeps.</summary>
    public string DataFolder =>
        _home?.DataFolder ?? throw new InvalidOperationException("The host was not started yet.");

    /// <summary>What the host said and how each log ends; the folder is gone when a failure is read.</summary>
    public string Evidence
    {
        get
        {
            var evidence = new StringBuilder(Process.Output);
            var logs = new DirectoryInfo(Path.Combine(DataFolder, "logs"));
            foreach (var log in logs.Exists ? logs.GetFiles("*.log") : [])
            {
                evidence.Append(CultureInfo.InvariantCulture, $"\n{log.Name}:");
                foreach (var line in File.ReadLines(log.FullName).TakeLast(EvidenceLines))
                {
                    evidence.Append("\n  ").Append(line.AsSpan(0, Math.Min(line.Length, EvidenceColumns)));
                }
            }

            return evidence.ToString();
        }
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Starts the host for the first test that asks. Without the engines or Postgres the test is skipped, or fails
    /// where the variable <c>CI</c> is true.
    /// </summary>
    public async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_process is null)
            {
                LocalEngines.FindOrSkip();
                await PostgresFixture.SkipWithoutPostgresAsync(cancellationToken);
                _home = new HostHome();
                _process = Start();
                _dataSource = NpgsqlDataSource.Create(await _process.WaitForDatabaseAsync(cancellationToken));
                await _process.WaitForSourceTablesAsync(_dataSource, cancellationToken);
                await WaitForPositionAsync(_dataSource, cancellationToken);
                await BatchOracle.BeginHistoryAsync(_dataSource, cancellationToken);
                await TripWorkload.PrepareAsync(_dataSource, cancellationToken);
            }
            else if (_process.HasExited)
            {
                _process = Start();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _home?.Dispose();
        _gate.Dispose();
    }

    // What comes before the slot is read by a snapshot, in the order in which the rows lie on disk, and late is what is
    // late in that order; what comes after it has the order of the history. A source that is killed before it has
    // stored a position takes another snapshot, so that a test which kills may begin only after that.
    private async Task WaitForPositionAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        string? seen = null;
        while (true)
        {
            await using var command = dataSource.CreateCommand(
                """
                SELECT coalesce($1::pg_lsn, pg_current_wal_lsn())::text, confirmed_flush_lsn > $1::pg_lsn
                FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL
                """);
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)seen ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                seen = reader.GetString(0);
                if (!await reader.IsDBNullAsync(1, cancellationToken) && reader.GetBoolean(1))
                {
                    return;
                }
            }

            if (clock.Elapsed >= HostProcess.StartTimeout)
            {
                Assert.Fail($"Debezium stored no position:\n{Evidence}");
            }

            await Task.Delay(SlotPollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private HostProcess Start()
    {
        var engines = new[]
        {
            EngineHomes.KafkaHomeVariable, EngineHomes.FlinkHomeVariable, EngineHomes.ConnectPluginPathVariable,
        };
        return HostProcess.StartProgram(
            typeof(LocalTopology).Assembly.Location,
            engines.ToDictionary(name => name, LocalEngines.Variable),
            [
                "--data-folder", DataFolder, "--demo", "on", "--history", "0", "--trips-per-second", "0",
                "--jit", "fast-start",
            ]);
    }
}
