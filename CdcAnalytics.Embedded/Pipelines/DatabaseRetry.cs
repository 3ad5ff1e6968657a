using System.Net.Sockets;
using CdcAnalytics.Postgres.Slots;
using Npgsql;
using Polly;
using Polly.Retry;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>
/// Tries again what failed because the database was away: doubling pauses with jitter, for about a minute.
/// </summary>
internal static class DatabaseRetry
{
    /// <summary>Failures in a row after which it is given up.</summary>
    public const int MaxFailuresInARow = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Makes the retry.</summary>
    /// <param name="timeProvider">Times the pauses.</param>
    /// <param name="onRetry">Told of each failure, the number of failures so far and the pause to come.</param>
    public static ResiliencePipeline Create(TimeProvider timeProvider, Action<Exception?, int, TimeSpan> onRetry) =>
        new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                MaxRetryAttempts = MaxFailuresInARow,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                OnRetry = arguments =>
                {
                    onRetry(arguments.Outcome.Exception, arguments.AttemptNumber + 1, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>Whether the same may succeed in a moment.</summary>
    public static bool IsTransient(Exception exception) =>
        exception is NpgsqlException { IsTransient: true } or SocketException or IOException or TimeoutException
            or SlotInUseException;
}
