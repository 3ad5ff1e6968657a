using System.Diagnostics;
using CdcAnalytics.Cluster.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Testing.Cluster;

/// <summary>
/// Three brokers, Connect and Flink as processes, one cluster for all tests of an assembly, started by the first test
/// that asks. Declare it with <c>[assembly: AssemblyFixture(typeof(LocalClusterFixture))]</c> and take it in the test
/// class's constructor; classes that use it belong to one collection. Tests use topics, connectors and jobs of
/// their own.
/// </summary>
public sealed class LocalClusterFixture : IAsyncLifetime
{
    /// <summary>The password that connectors read as <c>${env:CDC_DATABASE_PASSWORD}</c>.</summary>
    public const string DatabasePassword = "only-for-tests";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private LocalCluster? _cluster;
    private string? _folder;

    /// <summary>How long the start took; null before it.</summary>
    public TimeSpan? StartTime { get; private set; }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// The shared cluster, all healthy when it is first given. Without the engines the test is skipped, or fails where
    /// the variable <c>CI</c> is true.
    /// </summary>
    public async Task<LocalCluster> GetClusterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_cluster is null)
            {
                var homes = LocalEngines.FindOrSkip();
                _folder = Directory.CreateTempSubdirectory("cdc-cluster-").FullName;
                var watch = Stopwatch.StartNew();
                _cluster = await StartAsync(Options(homes, _folder), cancellationToken);
                StartTime = watch.Elapsed;
            }

            return _cluster;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Settings for tests: up sooner rather than fast in the long run.</summary>
    public static LocalClusterOptions Options(EngineHomes homes, string folder) => new()
    {
        DataFolder = folder,
        Homes = homes,
        Jit = JitMode.FirstTier,
        ConnectEnvironment = new Dictionary<string, string> { ["CDC_DATABASE_PASSWORD"] = DatabasePassword },
    };

    /// <summary>Starts a cluster that the test disposes.</summary>
    public static Task<LocalCluster> StartAsync(LocalClusterOptions options, CancellationToken cancellationToken) =>
        LocalCluster.StartAsync(
            options, new Progress<string>(), NullLogger.Instance, TimeProvider.System, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _gate.Dispose();
    }
}
