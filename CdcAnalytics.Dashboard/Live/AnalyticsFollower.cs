using CdcAnalytics.Dashboard.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>
/// Reads the analytics tables after each commit the sink announces, or by polling where nobody announces, for as long
/// as a page is open; over one connection, which is made anew when the server goes away.
/// </summary>
internal sealed partial class AnalyticsFollower(
    IDashboardDatabase database,
    IPipelineStatusSource statusSource,
    FreshnessBoard freshness,
    LiveFeed feed,
    IOptions<DashboardOptions> options,
    DashboardMetrics metrics,
    TimeProvider timeProvider,
    ILogger<AnalyticsFollower> logger) : BackgroundService
{
    /// <summary>The channel on which the sink announces each commit.</summary>
    public const string Channel = "cdc_analytics";

    // A quarter of the time at most goes into reading, however slow the server is.
    private const int RestPerReading = 3;
    private static readonly TimeSpan _firstReconnectDelay = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = _firstReconnectDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            await feed.WaitForPageAsync(stoppingToken);
            if (database.DataSource is not { } dataSource)
            {
                // No log line: the host says itself what it is waiting for.
                await Task.Delay(_firstReconnectDelay, timeProvider, stoppingToken);
                continue;
            }

            try
            {
                await FollowAsync(dataSource, () => delay = _firstReconnectDelay, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // This task's outermost loop: whatever happens to a page must not stop the pipeline in the same
                // process.
                metrics.RefreshFailures.Add(1);
                Report(DatabaseState.Reconnecting, exception.Message);
                if (IsConnectionLoss(exception))
                {
                    LogConnectionLost(exception.Message, (long)delay.TotalMilliseconds);
                }
                else
                {
                    LogReadFailed(exception, (long)delay.TotalMilliseconds);
                }

                // Jitter keeps several dashboards from knocking at a restarting server in step.
                await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()), timeProvider, stoppingToken);
                delay = TimeSpan.FromTicks(Math.Min((delay * 2).Ticks, options.Value.MaxReconnectDelay.Ticks));
            }
        }
    }

    private static bool IsConnectionLoss(Exception exception) =>
        exception is NpgsqlException or TimeoutException or IOException or ObjectDisposedException;

    private async Task FollowAsync(NpgsqlDataSource dataSource, Action whenRead, CancellationToken stoppingToken)
    {
        if (freshness.Current.State != DatabaseState.Reconnecting)
        {
            Report(DatabaseState.Connecting, problem: null);
        }

        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        var isAnnounced = false;
        var hasNews = true;
        connection.Notification += (_, _) => hasNews = isAnnounced = true;
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        while (feed.HasPages)
        {
            // Cleared before the reading: what is announced during it is read again.
            hasNews = false;
            var startedAt = timeProvider.GetTimestamp();
            await FrameReader.ReadAsync(connection, feed, statusSource.Current, options.Value, stoppingToken);
            var elapsed = timeProvider.GetElapsedTime(startedAt);
            metrics.RefreshDuration.Record(elapsed.TotalSeconds);
            Report(DatabaseState.Ready, problem: null);
            whenRead();

            var rest = elapsed * RestPerReading;
            var least = options.Value.MinRefreshInterval;
            await Task.Delay(rest > least ? rest : least, timeProvider, stoppingToken);
            if (!hasNews)
            {
                // Returns true as soon as a commit is announced, also one that came during the rest above.
                var poll = isAnnounced ? options.Value.AnnouncedPollInterval : options.Value.PollInterval;
                await connection.WaitAsync(poll, stoppingToken);
            }
        }
    }

    private void Report(DatabaseState state, string? problem) => freshness.Current = new DatabaseFreshness(
        state,
        problem,
        state == DatabaseState.Ready ? timeProvider.GetUtcNow() : freshness.Current.LastReadAt);

    [LoggerMessage(DashboardEventIds.ConnectionLost, LogLevel.Warning,
        "The dashboard lost the database and tries again in {DelayMilliseconds} ms: {Problem}")]
    private partial void LogConnectionLost(string problem, long delayMilliseconds);

    [LoggerMessage(DashboardEventIds.ReadFailed, LogLevel.Error,
        "The dashboard cannot read the analytics tables and tries again in {DelayMilliseconds} ms")]
    private partial void LogReadFailed(Exception exception, long delayMilliseconds);
}
