using CdcAnalytics.Seeder.Live;
using CdcAnalytics.Seeder.Loading;
using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Seeder.Zones;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Seeder.Traffic;

/// <summary>
/// Taxi trips that happen: the source tables, their zones, a file or synthetic history, and a live stream that can be
/// paused.
/// </summary>
public sealed class TripTraffic(
    NpgsqlDataSource dataSource, TripTrafficOptions options, ILogger logger, TimeProvider timeProvider)
{
    /// <summary>
    /// Trips in an event hour of the live stream, as in a real one; the event clock runs accordingly.
    /// </summary>
    private const double TripsPerEventHour = 4_000;

    private const double SecondsPerHour = 3_600;

    /// <summary>The slowest stream there is: its first transaction comes only after the history.</summary>
    private const double SlowestTripsPerSecond = 0.1;

    private readonly PauseSwitch _switch = new();

    /// <summary>Whether the live stream is paused.</summary>
    public bool IsPaused => _switch.IsPaused;

    /// <summary>Creates the source tables once and fills in the zones.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
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
    /// <param name="loaded">Told when a file is in; null for silence.</param>
    /// <param name="cancellationToken">Ends it; a transaction under way is rolled back.</param>
    /// <exception cref="SeederException">The file or a setting is wrong, or another stream runs.</exception>
    public async Task RunAsync(IProgress<TripLoadResult>? loaded, CancellationToken cancellationToken)
    {
        if (options.TripsFile is { Length: > 0 } file)
        {
            loaded?.Report(await ParquetTripLoader.LoadAsync(
                dataSource, file, new TripLoadOptions(), progress: null, logger, timeProvider, cancellationToken));
        }

        var history = string.IsNullOrEmpty(options.TripsFile) ? options.HistoryTrips : 0;
        if (options.TripsPerSecond > 0)
        {
            await _switch.RunAsync(token => StreamAsync(options.TripsPerSecond, history, token), cancellationToken);
        }
        else if (history > 0)
        {
            await LoadHistoryAsync(history, cancellationToken);
        }
    }

    /// <summary>
    /// Stops the stream; trips of a transaction under way are rolled back and come when it goes on. Without effect
    /// while paused.
    /// </summary>
    public void Pause() => _switch.Pause();

    /// <summary>Lets the stream go on where it stopped; without effect while it runs.</summary>
    public void Resume() => _switch.Resume();

    private Task StreamAsync(double tripsPerSecond, int history, CancellationToken cancellationToken) =>
        LiveTrips.RunAsync(
            dataSource, StreamOf(tripsPerSecond, history), progress: null, logger, timeProvider, cancellationToken);

    private async Task LoadHistoryAsync(int history, CancellationToken cancellationToken)
    {
        using var loading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new HistoryProgress(loading);
        try
        {
            await LiveTrips.RunAsync(
                dataSource, StreamOf(SlowestTripsPerSecond, history), progress, logger, timeProvider, loading.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // All history is in, and no stream was asked for.
        }
    }

    private LiveTripsOptions StreamOf(double tripsPerSecond, int history) => new()
    {
        TripsPerSecond = tripsPerSecond,
        CorrectionsShare = options.CorrectionsShare,
        EventTimeSpeed = Math.Max(1, tripsPerSecond * SecondsPerHour / TripsPerEventHour),
        Seed = options.Seed,
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
