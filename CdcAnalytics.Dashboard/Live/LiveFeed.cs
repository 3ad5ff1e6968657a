using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>Holds the newest JSON of each part and hands it to every open page.</summary>
/// <remarks>
/// There is no queue. A page remembers which version of each part it has; when its connection is ready for more it gets
/// the newest of what changed. So a slow page misses steps in between, never the last one, and costs no memory.
/// </remarks>
internal sealed class LiveFeed(IOptions<DashboardOptions> options, TimeProvider timeProvider, DashboardMetrics metrics)
{
    /// <summary>A page that hears nothing for this long is told that the connection is alive.</summary>
    public static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(2);

    private static readonly LivePart[] _parts = Enum.GetValues<LivePart>();

    private readonly Lock _lock = new();
    private readonly string?[] _newest = new string?[_parts.Length];
    private readonly long[] _versions = new long[_parts.Length];
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _firstPage = NewSignal();
    private int _pages;

    /// <summary>Whether anybody is looking; where nobody is, nothing needs to be read.</summary>
    public bool HasPages
    {
        get
        {
            lock (_lock)
            {
                return _pages > 0;
            }
        }
    }

    /// <summary>Completes when at least one page is open.</summary>
    public Task WaitForPageAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _pages > 0 ? Task.CompletedTask : _firstPage.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Makes <paramref name="json"/> the newest of a part; returns whether it differs from what was.</summary>
    public bool Publish(LivePart part, string json)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (string.Equals(_newest[(int)part], json, StringComparison.Ordinal))
            {
                return false;
            }

            _newest[(int)part] = json;
            _versions[(int)part]++;
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
        return true;
    }

    /// <summary>Takes a place among the open pages, or returns null when all are taken. Dispose it to leave.</summary>
    public LivePage? TryOpenPage()
    {
        lock (_lock)
        {
            if (_pages >= options.Value.MaxLivePages)
            {
                return null;
            }

            _pages++;
            metrics.Pages.Add(1);
            _firstPage.TrySetResult();
            return new LivePage(this);
        }
    }

    /// <summary>Gives a place back.</summary>
    internal void ClosePage()
    {
        lock (_lock)
        {
            _pages--;
            metrics.Pages.Add(-1);
            if (_pages == 0)
            {
                _firstPage = NewSignal();
            }
        }
    }

    /// <summary>Everything now, then whatever changes, until the page goes away.</summary>
    internal async IAsyncEnumerable<SseItem<string>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new long[_parts.Length];
        var news = new List<SseItem<string>>(_parts.Length);
        yield return Beat();
        while (!cancellationToken.IsCancellationRequested)
        {
            Task changed;
            lock (_lock)
            {
                // The signal is taken under the same lock as the versions: a change in between would be slept through.
                changed = _changed.Task;
                Collect(seen, news);
            }

            foreach (var item in news)
            {
                yield return item;
            }

            if (news.Count == 0 && !await WaitAsync(changed, cancellationToken))
            {
                yield return Beat();
            }

            news.Clear();
        }
    }

    // The server's clock comes along: the page tells ages by it, whatever the browser's clock says.
    private SseItem<string> Beat() => new($$"""{"serverTime":"{{timeProvider.GetUtcNow():O}}"}""", "beat");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Collect(long[] seen, List<SseItem<string>> news)
    {
        foreach (var part in _parts)
        {
            var index = (int)part;
            if (_newest[index] is { } json && _versions[index] > seen[index])
            {
                seen[index] = _versions[index];
                news.Add(new SseItem<string>(json, LivePartNames.Of(part)));
            }
        }
    }

    private async Task<bool> WaitAsync(Task changed, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(BeatInterval, timeProvider, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page was closed: the ordinary end of this stream.
            return true;
        }
    }
}
