namespace CdcAnalytics.Distributed;

/// <summary>Waits for a service's own health endpoint.</summary>
internal static class ServiceHealth
{
    private const string ReadyPath = "/health";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Ends when the service says it is healthy.</summary>
    public static async Task WaitAsync(
        HttpClient http, Uri address, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, timeProvider);
        while (!await IsHealthyAsync(http, address, cancellationToken))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using var answer = await http.GetAsync(new Uri(address, ReadyPath), limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet, or it is being started again.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
