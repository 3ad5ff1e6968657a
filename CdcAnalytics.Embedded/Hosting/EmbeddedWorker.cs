using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.LocalPostgres;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Embedded.Settings;
using CdcAnalytics.Engine;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Seeder.Traffic;
using Npgsql;
using Polly;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>All the work of the embedded topology in its order: server, source tables, pipeline and trips.</summary>
internal sealed class EmbeddedWorker(
    HostDatabase database,
    PipelineMonitor monitor,
    ILoggerFactory loggerFactory,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = loggerFactory.CreateLogger<EmbeddedWorker>();
    private readonly long _startedAt = timeProvider.GetTimestamp();

    // Until the pipeline lives under its own supervision: a server may die in the middle of a start, too.
    private readonly ResiliencePipeline _retry = DatabaseRetry.Create(
        timeProvider, (exception, failures, pause) => loggerFactory.CreateLogger<EmbeddedWorker>()
            .StartFailed(failures, DatabaseRetry.MaxFailuresInARow, exception?.Message, pause));

    /// <summary>Works until cancelled, then ends everything in reverse order; any other end is a failure.</summary>
    public async Task RunAsync(EmbeddedSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            // Before any server is started: a misspelt query should not cost a minute.
            var folder = settings.Pipelines ?? PipelineFiles.NycTaxiFolder;
            var plan = PipelineFiles.Compile(folder);
            await using var server = settings.Connection is null
                ? await StartServerAsync(settings, cancellationToken)
                : null;
            var connectionString = server?.ConnectionString ?? Complete(settings);
            // Alone on its line, to be pasted as it is.
            Console.WriteLine("The database:");
            Console.WriteLine(server?.PsqlCommand ?? PsqlLine.For(connectionString));
            await using (database)
            {
                var dataSource = database.Open(connectionString, loggerFactory);
                await Together.RunAsync(
                    [
                        token => WorkAsync(settings, plan, server is not null, connectionString, dataSource, token),
                        token => WatchAsync(dataSource, settings.Name, token),
                        AnnounceFirstResultsAsync,
                        .. server is null ? Array.Empty<Func<CancellationToken, Task>>() : [server.SuperviseAsync],
                    ],
                    cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            monitor.Enter(PipelinePhase.Stopped, "Stopped.");
            throw;
        }
        catch (Exception exception)
        {
            monitor.Enter(PipelinePhase.Failed, exception.Message);
            throw;
        }
    }

    /// <summary>The tables first, then the pipeline and the trips side by side.</summary>
    private async Task WorkAsync(
        EmbeddedSettings settings,
        PipelinePlan plan,
        bool isPrivateServer,
        string connectionString,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken)
    {
        var isDemo = settings.Demo ?? (isPrivateServer && settings.Pipelines is null);
        var demo = isDemo
            ? new TripTraffic(
                dataSource, TrafficOf(settings), loggerFactory.CreateLogger<TripTraffic>(), timeProvider)
            : null;
        if (demo is not null)
        {
            monitor.Enter(PipelinePhase.StartingServer, "Creating the taxi tables and their zones.");
            await _retry.ExecuteAsync(async token => await demo.PrepareAsync(token), cancellationToken);
        }

        var supervisor = new PipelineSupervisor(
            dataSource,
            plan,
            OptionsOf(settings, connectionString),
            settings.RebuildOnQueryChange,
            monitor,
            loggerFactory,
            timeProvider);
        await Together.RunAsync(
            [
                supervisor.RunAsync,
                .. demo is null ? Array.Empty<Func<CancellationToken, Task>>()
                    : [token => demo.RunAsync(new LoadNotice(monitor), token)],
            ],
            cancellationToken);
    }

    private async Task<LocalPostgresServer> StartServerAsync(
        EmbeddedSettings settings, CancellationToken cancellationToken)
    {
        monitor.Enter(PipelinePhase.StartingServer, "Looking for a Postgres server on this machine.");
        var options = new LocalPostgresOptions
        {
            BinariesDirectory = settings.PostgresBinaries,
            HomeDirectory = settings.DataFolder,
            Port = settings.PostgresPort,
        };
        var progress = new LineProgress(line =>
        {
            Console.WriteLine($"  {line}");
            monitor.Enter(PipelinePhase.StartingServer, line + ".");
        });
        return await _retry.ExecuteAsync(
            async token => await LocalPostgresServer.StartAsync(
                options, progress, loggerFactory.CreateLogger<LocalPostgresServer>(), timeProvider, token),
            cancellationToken);
    }

    private static PipelineLifeOptions OptionsOf(EmbeddedSettings settings, string connectionString) => new(
        new PostgresChangeSourceOptions
        {
            ConnectionString = connectionString,
            SlotName = settings.Name,
            PublicationName = settings.Name,
        },
        new EngineOptions { MaxEventTimeAhead = settings.MaxEventTimeAhead },
        new ResultSinkOptions { PipelineName = settings.Name },
        new PipelineRunnerOptions { MaxEpochEvents = settings.MaxEpochEvents });

    private static TripTrafficOptions TrafficOf(EmbeddedSettings settings) => new()
    {
        TripsFile = settings.Trips,
        HistoryTrips = settings.HistoryTrips,
        TripsPerSecond = settings.TripsPerSecond,
        CorrectionsShare = settings.CorrectionsShare,
        Seed = settings.Seed,
    };

    private static string Complete(EmbeddedSettings settings)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(settings.Connection).ConnectionString;
        }
        catch (ArgumentException exception)
        {
            throw new SettingException(
                "--connection is not a connection string: " + exception.Message
                + " Expected such as 'Host=127.0.0.1;Port=5432;Database=app;Username=app;Passfile=/home/me/.pgpass'.",
                exception);
        }
    }

    private async Task WatchAsync(NpgsqlDataSource dataSource, string slotName, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(StatusInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            SlotHealth? slot = null;
            try
            {
                slot = await SlotHealth.ReadAsync(dataSource, slotName, cancellationToken);
            }
            catch (NpgsqlException exception)
            {
                // Unknown is shown as unknown; the pipeline itself reports that the database is away.
                _logger.SlotHealthUnknown(exception.Message);
            }

            monitor.Refresh(slot);
        }
    }

    private async Task AnnounceFirstResultsAsync(CancellationToken cancellationToken)
    {
        await monitor.FirstResults.WaitAsync(cancellationToken);
        var elapsed = timeProvider.GetElapsedTime(_startedAt);
        Console.WriteLine(
            FormattableString.Invariant($"First results after {elapsed.TotalSeconds:0.0} s. Ctrl-C stops everything."));
    }

    private sealed class LoadNotice(PipelineMonitor monitor) : IProgress<TripLoadResult>
    {
        public void Report(TripLoadResult value) => monitor.Notice(
            NoticeSeverity.Information,
            $"{value.RowsLoaded:N0} trips loaded from the file, {value.RowsQuarantined:N0} put in quarantine.");
    }
}
