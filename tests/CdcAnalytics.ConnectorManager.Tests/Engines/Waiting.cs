namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>Waits for what an engine of its own process does: such a one gives no signal but its answers.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is as wanted; a failed test with the last answer after the time-out.</summary>
    public static async Task<T> UntilAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        Predicate<T> isWanted,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask(cancellationToken);
            if (isWanted(answer))
            {
                return answer;
            }

            if (TimeProvider.System.GetElapsedTime(started) > timeout)
            {
                Assert.Fail($"Not within {timeout.TotalSeconds} s; the last answer was: {answer}");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
