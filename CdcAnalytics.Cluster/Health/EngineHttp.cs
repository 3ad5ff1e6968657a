using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Health;

/// <summary>What the health checks over HTTP have in common: one GET, and its failures in words.</summary>
internal static class EngineHttp
{
    /// <summary>How long an engine may take to answer one request.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks for a page and judges it; what keeps it from being judged is unhealthy.</summary>
    /// <param name="client">Sends.</param>
    /// <param name="engine">Name for people.</param>
    /// <param name="address">The engine's address, null while it is not known.</param>
    /// <param name="path">For example <c>overview</c>.</param>
    /// <param name="judge">From the page to a result.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<HealthCheckResult> CheckAsync(
        HttpClient client,
        string engine,
        Uri? address,
        string path,
        Func<JsonElement, HealthCheckResult> judge,
        CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return HealthCheckResult.Unhealthy($"{engine} has no address yet.");
        }

        var page = new Uri(address.AbsoluteUri.TrimEnd('/') + "/" + path);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using var response = await client.GetAsync(page, limit.Token);
            var body = await response.Content.ReadAsStringAsync(limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                return HealthCheckResult.Unhealthy(
                    $"{engine} answers {page} with {(int)response.StatusCode}: {Shorten(body)}");
            }

            using var document = JsonDocument.Parse(body);
            return judge(document.RootElement);
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy($"{engine} does not answer at {page}: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy($"{engine} answers {page} with something else than it should.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(
                $"{engine} did not answer {page} within {AnswerTimeout.TotalSeconds} s.", e);
        }
    }

    private static string Shorten(string body) => body.Length <= 200 ? body : body[..200] + "...";
}
