using System.Globalization;
using CdcAnalytics.Cluster.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Local;

/// <summary>
/// Replaces a process that runs but is not healthy for long: to the cluster that is as bad as one that has ended, and
/// nobody else would notice.
/// </summary>
/// <remarks>
/// Only for processes that hold nothing. A broker that reads large logs after a crash is not healthy for minutes
/// either, and would begin again.
/// </remarks>
/// <param name="process">What is watched.</param>
/// <param name="check">Its health.</param>
/// <param name="needed">While this is not healthy the process need not be; null if it needs nothing.</param>
/// <param name="limit">How long it may be unhealthy at first; twice as long after each replacement in vain.</param>
/// <param name="timeProvider">Times the limit.</param>
internal sealed class HealthWatch(
    LocalProcess process, IHealthCheck check, IHealthCheck? needed, TimeSpan limit, TimeProvider timeProvider)
{
    private const int MaxDoublings = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long? _unhealthySince;
    private int _replacements;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The cluster stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var result = await check.AskAsync(cancellationToken);
        if (result.Status == HealthStatus.Healthy)
        {
            _unhealthySince = null;
            _replacements = 0;
            return;
        }

        if (needed is not null && (await needed.AskAsync(cancellationToken)).Status != HealthStatus.Healthy)
        {
            _unhealthySince = null;
            return;
        }

        _unhealthySince ??= timeProvider.GetTimestamp();
        var unhealthy = timeProvider.GetElapsedTime(_unhealthySince.Value);
        if (unhealthy >= limit * Math.Pow(2, Math.Min(_replacements, MaxDoublings)))
        {
            process.Replace(string.Create(
                CultureInfo.InvariantCulture,
                $"killed, since it was not healthy for {unhealthy.TotalSeconds:0} s: {result.Description}"));
            _replacements++;
            _unhealthySince = null;
        }
    }
}
