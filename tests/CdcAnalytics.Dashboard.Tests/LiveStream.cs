using System.Net.ServerSentEvents;
using System.Text.Json;

namespace CdcAnalytics.Dashboard.Tests;

/// <summary>A page's connection without a page: reads the stream of changes.</summary>
public sealed class LiveStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private LiveStream(HttpResponseMessage response, Stream stream, CancellationToken cancellationToken)
    {
        _response = response;
        _items = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Opens the stream.</summary>
    public static Task<LiveStream> OpenAsync(DashboardHost host, CancellationToken cancellationToken) =>
        OpenAsync(host.CreateClient(), cancellationToken);

    /// <summary>Opens the stream of the host that a client is for.</summary>
    public static async Task<LiveStream> OpenAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var response = await client
            .GetAsync("/api/live", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return new LiveStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The next item, or null at the stream's end.</summary>
    public async Task<SseItem<string>?> ReadAsync() => await _items.MoveNextAsync() ? _items.Current : null;

    /// <summary>The next value of a part that is as wanted; what comes before is skipped.</summary>
    public async Task<JsonElement> ReadUntilAsync(string part, Func<JsonElement, bool> isWanted)
    {
        while (await ReadAsync() is { } item)
        {
            if (item.EventType == part && JsonElement.Parse(item.Data) is var value && isWanted(value))
            {
                return value;
            }
        }

        throw new EndOfStreamException($"The stream ended before a '{part}' as wanted came.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync();
        _response.Dispose();
    }
}
