using CdcAnalytics.ConnectorManager.Settings;

namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>Looks at Connect for ever, at an even pace; the host owns and awaits it.</summary>
internal sealed class ReconcileLoop(Reconciler reconciler, ManagerSettings settings, TimeProvider timeProvider)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, timeProvider);
        do
        {
            await reconciler.LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
