using CdcAnalytics.Cluster.Local;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Tests;

/// <summary>Waiting for what the engines do in their own time.</summary>
internal static class Wait
{
    /// <summary>More than any recovery takes on a machine that does other things too.</summary>
    public static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is yes.</summary>
    public static async Task UntilAsync(
        string what, Func<Task<bool>> isTrue, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RecoveryTimeout);
        using var timer = new PeriodicTimer(PollInterval);
        while (!await isTrue())
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"Not within {RecoveryTimeout}: {what}");
            }
        }
    }

    public static Task UntilHealthyAsync(LocalCluster cluster, CancellationToken cancellationToken) =>
        cluster.WaitUntilHealthyAsync(RecoveryTimeout, new Progress<string>(), cancellationToken);

    public static Task<HealthCheckResult> CheckAsync(
        IHealthCheck check, CancellationToken cancellationToken) =>
        check.CheckHealthAsync(
            new HealthCheckContext
            {
                Registration = new HealthCheckRegistration("check", check, HealthStatus.Unhealthy, tags: null),
            },
            cancellationToken);
}
