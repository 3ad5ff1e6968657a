using System.Net.ServerSentEvents;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>One open page's place in the feed; disposing it gives the place back.</summary>
internal sealed class LivePage(LiveFeed feed) : IDisposable
{
    private int _isClosed;

    /// <summary>Everything now, then whatever changes.</summary>
    public IAsyncEnumerable<SseItem<string>> ReadAsync(CancellationToken cancellationToken) =>
        feed.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            feed.ClosePage();
        }
    }
}
