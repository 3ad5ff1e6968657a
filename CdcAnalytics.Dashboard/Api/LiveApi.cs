using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using CdcAnalytics.Dashboard.Live;
using CdcAnalytics.Dashboard.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CdcAnalytics.Dashboard.Api;

/// <summary>The status and the stream of changes (html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal static class LiveApi
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/status", (IPipelineStatusSource source, FreshnessBoard freshness, TimeProvider timeProvider) =>
            TypedResults.Json(
                new LiveStatus(source.Current, freshness.Current, timeProvider.GetUtcNow()),
                DashboardJson.Default.LiveStatus));
        api.MapGet("/live", Live);
    }

    private static IResult Live(
        HttpContext context,
        LiveFeed feed,
        IOptions<DashboardOptions> options,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        if (feed.TryOpenPage() is not { } page)
        {
            return Problems.TooManyPages(options.Value.MaxLivePages);
        }

        // The place is given back with the response, whether or not its stream was ever begun.
        context.Response.RegisterForDispose(page);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ReadAsync(page, lifetime.ApplicationStopping, cancellationToken));
    }

    // Without the host's own token an open page would keep the host from stopping until its patience ends.
    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        LivePage page, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await foreach (var item in page.ReadAsync(ends.Token))
        {
            yield return item;
        }
    }
}
