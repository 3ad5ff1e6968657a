using CdcAnalytics.Seeder.Loading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace CdcAnalytics.Seeder.Traffic;

/// <summary>The traffic as a service: prepares the tables, then lets trips happen; a database that is away is waited
/// for.</summary>
internal sealed class TrafficService(
    TripTraffic traffic, TrafficReadiness readiness, TimeProvider timeProvider, ILogger<TrafficService> logger)
    : BackgroundService
{
    // About five minutes in all: a container's first start, or a restart that takes its time.
    private const int MaxAttempts = 40;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retries = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(exception => exception.IsTransient
                    || exception.SqlState is null or PostgresErrorCodes.CannotConnectNow
                        or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown),
                MaxRetryAttempts = MaxAttempts,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                OnRetry = retry =>
                {
                    var reason = retry.Outcome.Exception?.Message ?? "no answer";
                    SeederLog.StreamRetrying(
                        logger, retry.AttemptNumber + 1, MaxAttempts, retry.RetryDelay.TotalMilliseconds, reason);
                    return default;
                },
            })
            .Build();
        try
        {
            await retries.ExecuteAsync(async token => await traffic.PrepareAsync(token), stoppingToken);
            readiness.SetReady();
            await retries.ExecuteAsync(
                async token => await traffic.RunAsync(new LoadReport(logger), token), stoppingToken);
        }
        catch (Exception exception) when (exception is SeederException or NpgsqlException)
        {
            // Told, shown in health, and not hidden by an end of the process: what was seeded so far stands.
            readiness.SetProblem($"Trips have stopped: {exception.Message}");
            SeederLog.TrafficStopped(logger, exception.Message);
        }
    }

    private sealed class LoadReport(ILogger logger) : IProgress<TripLoadResult>
    {
        public void Report(TripLoadResult value) =>
            SeederLog.TripsLoaded(logger, value.RowsLoaded, value.RowsQuarantined);
    }
}
