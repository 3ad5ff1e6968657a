using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>
/// Prints what the embedded host prints, such as its dashboard's address and the line that opens its database; under
/// Aspire it would otherwise be seen in Aspire's dashboard only.
/// </summary>
public sealed class HostOutput(ResourceLoggerService logs, ResourceNotificationService notifications)
    : BackgroundService
{
    // Such as "[sys] Starting process...": of interest in Aspire's dashboard, where they are shown.
    private const string OrchestratorsMark = "[sys] ";

    /// <summary>A line as its process wrote it: the orchestrator puts the time before it.</summary>
    /// <param name="line">Such as <c>2026-01-31T12:00:00.123Z Dashboard: http://127.0.0.1:5080</c>.</param>
    public static string WithoutTime(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && line[..space].EndsWith('Z') && DateTimeOffset.TryParse(
            line.AsSpan(0, space), CultureInfo.InvariantCulture, out _)
            ? line[(space + 1)..]
            : line;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The log of a process is known by its instance, which has a name only once it is there.
        var started = await notifications.WaitForResourceAsync(
            CdcAnalyticsBuilderExtensions.HostName,
            change => change.Snapshot.State?.Text == KnownResourceStates.Running,
            stoppingToken);
        await foreach (var lines in logs.WatchAsync(started.ResourceId).WithCancellation(stoppingToken))
        {
            foreach (var line in lines.Select(line => WithoutTime(line.Content)))
            {
                if (!line.StartsWith(OrchestratorsMark, StringComparison.Ordinal))
                {
                    Console.WriteLine(line);
                }
            }
        }
    }
}
