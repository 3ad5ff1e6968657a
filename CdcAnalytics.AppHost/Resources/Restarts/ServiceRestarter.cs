using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.AppHost.Resources.Restarts;

/// <summary>
/// Starts a .NET service of the model again when its process has died; containers have their runtime for that, and
/// Aspire's orchestrator leaves a dead process as it is.
/// </summary>
internal sealed partial class ServiceRestarter(
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    TimeProvider clock,
    ILogger<ServiceRestarter> logger) : BackgroundService
{
    private readonly Dictionary<string, RestartHistory> _histories = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is seen again and again in one state is one death: a resource is forgotten when it runs.
        var dead = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (change.Resource is not ProjectResource)
            {
                continue;
            }

            if (!ServiceDeath.Is(change.Snapshot.State?.Text, change.Snapshot.ExitCode))
            {
                dead.Remove(change.ResourceId);
            }
            else if (dead.Add(change.ResourceId))
            {
                await RestartAsync(change.ResourceId, change.Snapshot.ExitCode, stoppingToken);
            }
        }
    }

    private async Task RestartAsync(string resourceId, int? exitCode, CancellationToken cancellationToken)
    {
        if (!_histories.TryGetValue(resourceId, out var history))
        {
            history = _histories[resourceId] = new RestartHistory();
        }

        var pause = history.NextPause(clock.GetUtcNow());
        LogRestart(resourceId, exitCode, pause);
        await Task.Delay(pause, clock, cancellationToken);
        var result = await commands.ExecuteCommandAsync(
            resourceId, KnownResourceCommands.StartCommand, cancellationToken);
        if (!result.Success)
        {
            LogRefusal(resourceId, result.Message);
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "{ResourceId} ended with exit code {ExitCode}; it is started again after {Pause}.")]
    private partial void LogRestart(string resourceId, int? exitCode, TimeSpan pause);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Error,
        Message = "{ResourceId} could not be started again: {Reason}")]
    private partial void LogRefusal(string resourceId, string? reason);
}
