namespace CdcAnalytics.Topologies.Phases;

/// <summary>Two pieces of work at once; when one fails the other is ended and waited for.</summary>
internal static class SideBySide
{
    /// <summary>Waits for both.</summary>
    public static async Task<(TFirst First, TSecond Second)> RunAsync<TFirst, TSecond>(
        Func<CancellationToken, Task<TFirst>> first,
        Func<CancellationToken, Task<TSecond>> second,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var one = Task.Run(() => first(ending.Token), cancellationToken);
        var other = Task.Run(() => second(ending.Token), cancellationToken);
        try
        {
            await await Task.WhenAny(one, other);
            return (await one, await other);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(one, other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
