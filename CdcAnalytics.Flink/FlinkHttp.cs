using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CdcAnalytics.Flink;

/// <summary>Asks one of Flink's REST servers, and gives its errors in its own words.</summary>
internal static class FlinkHttp
{
    /// <summary>Sends a request with a JSON body, or none, and reads the JSON answer.</summary>
    /// <exception cref="FlinkException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public static async Task<JsonElement> AskAsync(
        this HttpClient http, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            // Flink's server wants to know the length.
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new FlinkException($"{method} {path}: {RootCause.OfBody(text)}")
            {
                IsUnknownHandle = answer.StatusCode == HttpStatusCode.NotFound
                    || text.Contains("does not exist", StringComparison.Ordinal)
                    || text.Contains("Can not find", StringComparison.Ordinal),
            };
        }

        if (text.Length == 0)
        {
            return default;
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
