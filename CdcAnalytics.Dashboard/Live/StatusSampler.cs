using System.Text.Json;
using CdcAnalytics.Dashboard.Status;
using Microsoft.Extensions.Hosting;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>Looks at the pipeline's status four times a second and pushes it when it changed.</summary>
internal sealed class StatusSampler(
    IPipelineStatusSource statusSource,
    FreshnessBoard freshness,
    LiveFeed feed,
    TimeProvider timeProvider) : BackgroundService
{
    /// <summary>How often the status is looked at.</summary>
    public static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(250);

    private const int SamplesPerSecond = 4;

    private readonly RateHistory _rates = new();
    private (PipelineStatus Pipeline, DatabaseFreshness Database)? _published;
    private int _ticks;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SampleInterval, timeProvider);
        do
        {
            Sample();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Sample()
    {
        var now = (statusSource.Current, freshness.Current);
        if (_published != now)
        {
            _published = now;
            var status = new LiveStatus(now.Item1, now.Item2, timeProvider.GetUtcNow());
            feed.Publish(LivePart.Status, JsonSerializer.Serialize(status, DashboardJson.Default.LiveStatus));
        }

        if (_ticks++ % SamplesPerSecond == 0)
        {
            // Also while nobody looks, so that a page just opened shows the last minutes.
            _rates.Add(new RateSample(now.Item1.EventsPerSecond, now.Item1.EndToEndLag?.TotalSeconds));
            feed.Publish(
                LivePart.Rates,
                JsonSerializer.Serialize(_rates.ToImmutableArray(), DashboardJson.Default.ImmutableArrayRateSample));
        }
    }
}
