namespace CdcAnalytics.Embedded.Hosting;

/// <summary>Runs several endless works as one: when one fails, the others are cancelled and awaited.</summary>
public static class Together
{
    /// <summary>
    /// Ends when all have ended. The first failure cancels the rest and is thrown; a work that merely ends leaves the
    /// others running.
    /// </summary>
    public static async Task RunAsync(
        IReadOnlyList<Func<CancellationToken, Task>> works, CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> running = [.. works.Select(work => Task.Run(() => work(life.Token), CancellationToken.None))];
        Task? failed = null;
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (failed is null && !ended.IsCompletedSuccessfully)
            {
                failed = ended;
                await life.CancelAsync();
            }
        }

        if (failed is not null)
        {
            await failed;
        }
    }
}
