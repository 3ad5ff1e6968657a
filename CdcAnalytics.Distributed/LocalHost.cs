using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Hosting;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.LocalPostgres;
using CdcAnalytics.Postgres.Sink;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Distributed;

/// <summary>Starts everything, watches it until cancelled, and ends it in reverse order.</summary>
internal sealed class LocalHost(
    DistributedSettings settings, TopologyChoice topology, ILoggerFactory loggerFactory, TimeProvider timeProvider)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(5);

    private readonly long _startedAt = timeProvider.GetTimestamp();
    private readonly Progress _progress = new();

    /// <summary>Runs; any end but a cancelled one is a failure.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // What can be refused is refused before anything is started.
        var homes = EngineHomes.Find();
        var plan = PipelineFiles.Compile(settings.Common.Pipelines ?? PipelineFiles.NycTaxiFolder);
        var folder = settings.Common.DataFolder
            ?? Path.Combine(LocalPostgresOptions.DefaultParentFolder, "distributed");
        await using var server = await StartPostgresAsync(folder, cancellationToken);
        using var guard = OrphanGuard.Watch(Path.Combine(server.HomeDirectory, "data", "postmaster.pid"));
        var database = new NpgsqlConnectionStringBuilder(server.TcpConnectionString);
        Console.WriteLine("The database:");
        Console.WriteLine(server.PsqlCommand);

        await using var cluster = await LocalCluster.LaunchAsync(
            ClusterOptions(homes, folder, database.Password),
            _progress,
            Logger<LocalCluster>(),
            timeProvider,
            cancellationToken);
        // From here on the password is read from its file only.
        database.Password = null;
        database.Passfile = server.PasswordFilePath;
        var services = new LocalServices(
            settings,
            topology,
            cluster.Addresses,
            cluster.CheckpointFolder,
            database,
            ServicePorts.Choose(settings.Common.DashboardPort));
        await using var processes = new ProcessGroup(
            services.Launches([.. plan.Sources.Select(source => $"{source.SchemaName}.{source.Name}")]),
            Path.Combine(cluster.DataFolder, "run"),
            cluster.LogFolder,
            new SupervisionOptions(),
            Logger<ProcessGroup>(),
            timeProvider);
        Announce(services, cluster);
        processes.Start();
        await using var dataSource = NpgsqlDataSource.Create(database);
        await Together.RunAsync(
            [
                server.SuperviseAsync,
                token => WatchAsync(cluster, processes, token),
                token => AnnounceReadyAsync(cluster, services, dataSource, plan, token),
            ],
            cancellationToken);
    }

    private static void Announce(LocalServices services, LocalCluster cluster)
    {
        Console.WriteLine($"Dashboard: {services.Address(ServiceNames.Dashboard).GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine($"Flink: {cluster.Addresses.FlinkUrl}");
        Console.WriteLine($"Kafka Connect: {cluster.Addresses.ConnectUrl}");
        Console.WriteLine($"Kafka brokers: {cluster.Addresses.BootstrapServers}");
    }

    private async Task<LocalPostgresServer> StartPostgresAsync(string folder, CancellationToken cancellationToken) =>
        await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                BinariesDirectory = settings.Common.PostgresBinaries,
                HomeDirectory = Path.Combine(folder, "postgres"),
                Port = settings.Common.PostgresPort,
            },
            _progress,
            Logger<LocalPostgresServer>(),
            timeProvider,
            cancellationToken);

    private LocalClusterOptions ClusterOptions(EngineHomes homes, string folder, string? password) => new()
    {
        DataFolder = folder,
        Homes = homes,
        Jit = settings.Jit,
        ConnectEnvironment = new Dictionary<string, string> { ["CDC_DATABASE_PASSWORD"] = password ?? "" },
    };

    /// <summary>Ends with a failure when a process was given up.</summary>
    private async Task WatchAsync(LocalCluster cluster, ProcessGroup services, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (cluster.Processes.Concat(services.Processes).FirstOrDefault(process => process.Failure is not null)
                is { } failed)
            {
                throw new LocalClusterException(failed.Failure ?? failed.Name);
            }
        }
    }

    private async Task AnnounceReadyAsync(
        LocalCluster cluster,
        LocalServices services,
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await Task.WhenAll(
            FirstResultsAsync(dataSource, plan, cancellationToken),
            HealthAsync(cluster, services, http, cancellationToken));
    }

    private async Task FirstResultsAsync(
        NpgsqlDataSource dataSource, PipelinePlan plan, CancellationToken cancellationToken)
    {
        await FirstResults.WaitAsync(
            dataSource,
            [.. plan.Queries.Select(query => ResultTableDefinition.QualifiedName(query.Result))],
            timeProvider,
            cancellationToken);
        Console.WriteLine(FormattableString.Invariant(
            $"First results after {Elapsed.TotalSeconds:0.0} s. Ctrl-C stops everything."));
    }

    private async Task HealthAsync(
        LocalCluster cluster, LocalServices services, HttpClient http, CancellationToken cancellationToken)
    {
        await cluster.WaitUntilHealthyAsync(ReadyTimeout, _progress, cancellationToken);
        await Task.WhenAll(services.Started.Select(name => ServiceAsync(name, services, http, cancellationToken)));
        Console.WriteLine(FormattableString.Invariant($"Everything is healthy after {Elapsed.TotalSeconds:0.0} s."));
    }

    private async Task ServiceAsync(
        string name, LocalServices services, HttpClient http, CancellationToken cancellationToken)
    {
        await ServiceHealth.WaitAsync(http, services.Address(name), timeProvider, cancellationToken);
        _progress.Report(FormattableString.Invariant($"{name} is healthy after {Elapsed.TotalSeconds:0.0} s"));
    }

    private TimeSpan Elapsed => timeProvider.GetElapsedTime(_startedAt);

    private ILogger Logger<T>() => loggerFactory.CreateLogger<T>();

    private sealed class Progress : IProgress<string>
    {
        public void Report(string value) => Console.WriteLine($"  {value}");
    }
}
