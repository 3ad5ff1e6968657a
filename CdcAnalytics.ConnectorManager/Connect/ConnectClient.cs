using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CdcAnalytics.ConnectorManager.Reconciling;
using Polly;
using Polly.Retry;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>
/// Kafka Connect's REST API (kafka.apache.org/43/kafka-connect/user-guide), as far as connectors need it. Every call is
/// tried <see cref="Attempts"/> times when the failure may pass.
/// </summary>
/// <param name="http">Its base address is Connect's.</param>
/// <param name="timeProvider">Times the pauses.</param>
internal sealed class ConnectClient(HttpClient http, TimeProvider timeProvider)
{
    /// <summary>How often a call is tried before the failure is reported.</summary>
    public const int Attempts = 3;

    /// <summary>How long one call may take. A validation asks the database, which may be slow to refuse.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ConnectException>(exception => exception.IsTransient),
            MaxRetryAttempts = Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
        })
        .Build();

    /// <summary>The connector classes that are loaded.</summary>
    public async Task<IReadOnlyList<ConnectorPlugin>> GetPluginsAsync(CancellationToken cancellationToken) =>
        await GetAsync("connector-plugins", ConnectJson.Default.ListConnectorPlugin, cancellationToken);

    /// <summary>All connectors with their configuration and state, by name.</summary>
    public async Task<IReadOnlyDictionary<string, RunningConnector>> GetConnectorsAsync(
        CancellationToken cancellationToken) =>
        await GetAsync(
            "connectors?expand=status&expand=info",
            ConnectJson.Default.DictionaryStringRunningConnector,
            cancellationToken);

    /// <summary>What a connector's class says of its configuration; nothing is changed.</summary>
    public async Task<IReadOnlyList<ValidatedValue>> ValidateAsync(
        string name,
        string className,
        IReadOnlyDictionary<string, string> config,
        CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string>(config) { ["name"] = name };
        var report = await SendAsync(
            HttpMethod.Put,
            $"connector-plugins/{Uri.EscapeDataString(className)}/config/validate",
            body,
            ConnectJson.Default.ValidationReport,
            cancellationToken);
        return [.. report.Settings.Select(setting => setting.Value).Where(value => value.Errors.Count > 0)];
    }

    /// <summary>Creates a connector or changes its configuration; its offsets stay as they are.</summary>
    public Task PutConfigAsync(
        string name, IReadOnlyDictionary<string, string> config, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Put, $"connectors/{Uri.EscapeDataString(name)}/config", new(config), cancellationToken);

    /// <summary>Restarts a connector and its tasks.</summary>
    /// <param name="name">The connector.</param>
    /// <param name="onlyFailed">Whether what runs is left alone.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RestartAsync(string name, bool onlyFailed, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            $"connectors/{Uri.EscapeDataString(name)}/restart?includeTasks=true&onlyFailed="
                + (onlyFailed ? "true" : "false"),
            body: null,
            cancellationToken);

    /// <summary>Removes a connector. Its offsets stay in Connect; a Debezium slot stays in Postgres.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"connectors/{Uri.EscapeDataString(name)}", body: null, cancellationToken);

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, type, cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        Dictionary<string, string>? body,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(
            async token =>
            {
                using var response = await SendOnceAsync(method, path, body, token);
                try
                {
                    return await response.Content.ReadFromJsonAsync(type, token)
                        ?? throw new ConnectException($"Connect answered {method} /{path} with nothing.");
                }
                catch (JsonException exception)
                {
                    throw new ConnectException(
                        $"What answers {method} /{path} at {http.BaseAddress} is not Kafka Connect; mend Connect__Url.",
                        exception);
                }
            },
            cancellationToken);

    private async Task SendAsync(
        HttpMethod method, string path, Dictionary<string, string>? body, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(
            async token => (await SendOnceAsync(method, path, body, token)).Dispose(), cancellationToken);

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, Dictionary<string, string>? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, ConnectJson.Default.DictionaryStringString),
        };
        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw new ConnectException(
                    $"Connect refused {method} /{path} ({(int)response.StatusCode}): "
                        + Redaction.Line(await ReadMessageAsync(response, cancellationToken)))
                {
                    Status = response.StatusCode,
                };
            }
        }
        catch (HttpRequestException exception)
        {
            throw new ConnectException(
                $"Connect does not answer at {http.BaseAddress}: {exception.Message}", exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new ConnectException(
                $"Connect did not answer {method} /{path} at {http.BaseAddress} within "
                    + $"{http.Timeout.TotalSeconds:F0} s.",
                exception);
        }
    }

    private static async Task<string> ReadMessageAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(text, ConnectJson.Default.ErrorReport)?.Message ?? text;
        }
        catch (JsonException)
        {
            // A page, such as a worker's own while it is starting.
            return "a page that is not Connect's. It is still starting, or Connect__Url is another server's.";
        }
    }
}
