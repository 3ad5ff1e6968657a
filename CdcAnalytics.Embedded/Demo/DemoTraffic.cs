using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Embedded.Settings;
using CdcAnalytics.Seeder.Live;
using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Seeder.Zones;
using Npgsql;

namespace CdcAnalytics.Embedded.Demo;

/// <summary>
/// Taxi trips that happen: the source tables, their zones, a file or synthetic history, and a live stream.
/// </summary>
internal sealed class DemoTraffic(
    NpgsqlDataSource dataSource,
    EmbeddedSettings settings,
    PipelineMonitor monitor,
    ILoggerFactory loggerFactory,
    TimeProvider timeProvider)
{
    /// <summary>
    /// Trips in an event hour of the live stream, as in a real one; the event clock runs accordingly.
    /// </summary>
    private const double TripsPerEventHour = 4_000;

    private const double SecondsPerHour = 3_600;

    /// <summary>The slowest stream there is: its first transaction comes only after the history.</summary>
    private const double SlowestTripsPerSecond = 0.1;

    private readonly ILogger _logger = loggerFactory.CreateLogger<DemoTraffic>();

    /// <summary>Creates the source tables once and fills in the zones.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        monitor.Enter(PipelinePhase.StartingServer, "Creating the taxi tables and their zones.");
        await SourceSchema.CreateAsync(dataSource, cancellationToken);
        await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT FROM taxi_zones)");
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            // Only into an empty table: a zone that was corrected since stays as it is.
            await ZoneLoader.LoadAsync(dataSource, ZoneFile.BuiltIn, cancellationToken);
        }
    }

    /// <summary>
    /// Loads what is still to be loaded, then lets trips happen until cancelled; goes on where it stopped.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Trips is { } file)
        {
            var result = await ParquetTripLoader.LoadAsync(
                dataSource, file, new TripLoadOptions(), progress: null, _logger, timeProvider, cancellationToken);
            monitor.Notice(
                NoticeSeverity.Information,
                $"{file}: {result.RowsLoaded:N0} trips loaded, {result.RowsQuarantined:N0} put in quarantine.");
        }

        var history = settings.Trips is null ? settings.HistoryTrips : 0;
        if (settings.TripsPerSecond > 0)
        {
            await LiveTrips.RunAsync(
                dataSource,
                StreamOf(settings.TripsPerSecond, history),
                progress: null,
                _logger,
                timeProvider,
                cancellationToken);
        }
        else if (history > 0)
        {
            await LoadHistoryAsync(history, cancellationToken);
        }
    }

    private async Task LoadHistoryAsync(int history, CancellationToken cancellationToken)
    {
        using var loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new HistoryProgress(loading);
        try
        {
            await LiveTrips.RunAsync(
                dataSource, StreamOf(SlowestTripsPerSecond, history), progress, _logger, timeProvider, loading.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // All history is in, and no stream was asked for.
        }
    }

    private LiveTripsOptions StreamOf(double tripsPerSecond, int history) => new()
    {
        TripsPerSecond = tripsPerSecond,
        CorrectionsShare = settings.CorrectionsShare,
        EventTimeSpeed = Math.Max(1, tripsPerSecond * SecondsPerHour / TripsPerEventHour),
        Seed = settings.Seed,
        HistoryTrips = history,
    };

    private sealed class HistoryProgress(CancellationTokenSource loading) : IProgress<LiveTripsProgress>
    {
        public void Report(LiveTripsProgress value)
        {
            if (value.HistoryTripsLeft == 0)
            {
                loading.Cancel();
            }
        }
    }
}
