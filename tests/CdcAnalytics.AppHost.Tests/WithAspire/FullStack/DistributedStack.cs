using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>
/// The distributed topology in containers, started for the first test that asks and shared by all. Its volumes and its
/// folder are its own and are removed; the seeder makes the tables and writes nothing else.
/// </summary>
public sealed class DistributedStack : IAsyncDisposable
{
    // Six images are pulled and one is built the first time.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan SlotLimit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly string[] Volumes = ["kafka-1", "kafka-2", "kafka-3", "postgres"];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"cdc-test-{Guid.NewGuid():N}");
    private readonly string _stateFolder = Directory.CreateTempSubdirectory("cdc-containers-").FullName;
    private bool _wasTried;
    private string? _runtime;
    private string? _postgresImage;
    private RunningApplication? _app;
    private NpgsqlDataSource? _dataSource;
    private ExactResults? _results;

    /// <summary>What runs.</summary>
    internal RunningApplication App => _app ?? throw NotStarted();

    /// <summary>What is written, and compared.</summary>
    internal ExactResults Results => _results ?? throw NotStarted();

    /// <summary>Its database.</summary>
    internal NpgsqlDataSource DataSource => _dataSource ?? throw NotStarted();

    /// <summary>What Flink writes, as a folder of this machine.</summary>
    internal string FlinkFolder => Path.Combine(_stateFolder, _prefix, "flink");

    /// <summary>
    /// Starts it, unless it runs. Skipped without a container runtime, or failed where one is required.
    /// </summary>
    public async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_results is null)
            {
                _runtime = await ContainerRuntimeProbe.RequireAsync(cancellationToken);
                Assert.False(_wasTried, "It could not be started; an earlier test says why.");
                _wasTried = true;
                _app = await RunningApplication.StartAsync(
                    [
                        "--topology", "distributed",
                        $"--VolumePrefix={_prefix}",
                        $"--StateFolder={_stateFolder}",
                        "--Parameters:postgres-password=only-for-this-test",
                        "--Seeder:HistoryTrips=0",
                        "--Seeder:TripsPerSecond=0",
                    ],
                    "dashboard",
                    StartLimit,
                    cancellationToken);
                _postgresImage = ImageOf(_app, "postgres");
                _dataSource = NpgsqlDataSource.Create(await _app.ConnectionStringOfAsync("taxi", cancellationToken));
                await WaitForSlotAsync(_dataSource, cancellationToken);
                var results = new ExactResults(_dataSource);
                await results.BeginAsync(cancellationToken);
                _results = results;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends a container's process with SIGKILL and has the runtime start it again.</summary>
    /// <remarks>Not by "kill": the runtime takes that for a person's wish, and leaves the container as it is.</remarks>
    public async Task KillAsync(string resource, CancellationToken cancellationToken) =>
        Assert.NotNull(await ContainerRuntimeProbe.RunAsync(
            _runtime ?? throw NotStarted(), cancellationToken, "restart", "-t", "0", App.ContainerOf(resource)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_runtime is not null)
        {
            await RemoveDataAsync(_runtime);
        }

        Directory.Delete(_stateFolder, recursive: true);
        _gate.Dispose();
    }

    private async Task RemoveDataAsync(string runtime)
    {
        foreach (var volume in Volumes)
        {
            await ContainerRuntimeProbe.RunAsync(
                runtime, CancellationToken.None, "volume", "rm", "--force", $"{_prefix}-{volume}");
        }

        if (_postgresImage is not null)
        {
            // What Flink wrote belongs to its user; a container of an image that is here may remove it.
            await ContainerRuntimeProbe.RunAsync(
                runtime, CancellationToken.None, "run", "--rm", "--user", "0", "--entrypoint", "/bin/sh",
                "--mount", $"type=bind,source={_stateFolder},target=/state", _postgresImage,
                "-c", "rm -rf /state/*");
        }
    }

    // What comes before the slot is read by a snapshot, in the order in which the rows lie on disk, and late is what is
    // late in that order; what comes after it has the order of the history.
    private static async Task WaitForSlotAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SlotLimit);
        using var timer = new PeriodicTimer(LookInterval);
        try
        {
            while (!await HasSlotAsync(dataSource, limit.Token))
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Debezium made no replication slot in {SlotLimit}.");
        }
    }

    private static async Task<bool> HasSlotAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL)");
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static string ImageOf(RunningApplication app, string resource)
    {
        var image = app.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .Single(candidate => candidate.Name == resource)
            .Annotations.OfType<ContainerImageAnnotation>().Last();
        return $"{image.Registry}/{image.Image}:{image.Tag}";
    }

    private static InvalidOperationException NotStarted() => new("The stack was not started yet.");
}
