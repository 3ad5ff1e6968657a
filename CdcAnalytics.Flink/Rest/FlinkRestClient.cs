using System.Text.Json;

namespace CdcAnalytics.Flink.Rest;

/// <summary>
/// Flink's JobManager over its REST interface
/// (nightlies.apache.org/flink/flink-docs-release-2.2/docs/ops/rest_api/). Safe for several threads.
/// </summary>
/// <param name="http">Has the JobManager's address; its time-out bounds each request.</param>
public sealed class FlinkRestClient(HttpClient http)
{
    private const string LateMetric = "numLateRecordsDropped";
    private const string WindowOperator = "GlobalWindowAggregate";
    private const string SourceOperator = "Source__";
    private const string WatermarkMetric = "currentOutputWatermark";

    // Beyond it lies no year that .NET knows; see the two watermarks that are no time.
    private const double MaxTimeMilliseconds = 62_000_000_000_000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The jobs it knows, those of a name.</summary>
    public async Task<IReadOnlyList<FlinkJob>> FindJobsAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await GetAsync("/jobs/overview", cancellationToken);
        return
        [
            .. answer.GetProperty("jobs").EnumerateArray().Select(job => new FlinkJob(
                    Text(job, "jid"), Text(job, "name"), Text(job, "state"), Time(job, "start-time")))
                .Where(job => job.Name == name)
                .OrderByDescending(job => job.StartedAt),
        ];
    }

    /// <summary>A setting of the JobManager by Flink's own name, or null.</summary>
    public async Task<string?> FindSettingAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await GetAsync("/jobmanager/config", cancellationToken);
        return answer.EnumerateArray()
            .Where(setting => Text(setting, "key") == key)
            .Select(setting => Text(setting, "value"))
            .FirstOrDefault();
    }

    /// <summary>A parameter that the job carries, or null.</summary>
    public async Task<string?> FindParameterAsync(string jobId, string name, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/jobs/{jobId}/config", cancellationToken);
        return answer.TryGetProperty("execution-config", out var config)
            && config.TryGetProperty("user-config", out var parameters)
            && parameters.TryGetProperty(name, out var value)
                ? value.GetString()
                : null;
    }

    /// <summary>Why the job failed last, in Flink's words; null when it never did.</summary>
    public async Task<string?> FindFailureAsync(string jobId, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/jobs/{jobId}/exceptions?maxExceptions=1", cancellationToken);
        if (answer.TryGetProperty("exceptionHistory", out var history)
            && history.GetProperty("entries").EnumerateArray().FirstOrDefault() is var entry
            && entry.ValueKind == JsonValueKind.Object)
        {
            return RootCause.OfTrace(Text(entry, "stacktrace"));
        }

        return null;
    }

    /// <summary>The checkpoints that are retained, the newest first.</summary>
    public async Task<IReadOnlyList<FlinkCheckpoint>> CheckpointsAsync(
        string jobId, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/jobs/{jobId}/checkpoints", cancellationToken);
        return
        [
            .. answer.GetProperty("history").EnumerateArray()
                .Where(checkpoint => Text(checkpoint, "status") == "COMPLETED"
                    && checkpoint.TryGetProperty("external_path", out var path)
                    && path.ValueKind == JsonValueKind.String
                    && !(checkpoint.TryGetProperty("discarded", out var gone) && gone.GetBoolean()))
                .Select(checkpoint => new FlinkCheckpoint(
                    checkpoint.GetProperty("id").GetInt64(),
                    Text(checkpoint, "external_path"),
                    Time(checkpoint, "latest_ack_timestamp")))
                .OrderByDescending(checkpoint => checkpoint.Id),
        ];
    }

    /// <summary>How far the job's sources are, and what its windows dropped.</summary>
    public async Task<FlinkProgress> ProgressAsync(string jobId, CancellationToken cancellationToken)
    {
        var job = await GetAsync($"/jobs/{jobId}", cancellationToken);
        var sources = new List<FlinkSourceProgress>();
        var dropped = new List<long>();
        foreach (var vertex in job.GetProperty("vertices").EnumerateArray())
        {
            var id = Text(vertex, "id");
            var name = Text(vertex, "name");
            if (SourceTable(name) is { } table)
            {
                sources.Add(await SourceAsync(jobId, id, table, vertex, cancellationToken));
            }

            // Only they drop anything; to ask all others each time would cost the JobManager more than the job does.
            if (name.Contains(WindowOperator, StringComparison.Ordinal))
            {
                dropped.AddRange(await DroppedLateAsync(jobId, id, cancellationToken));
            }
        }

        return new FlinkProgress(sources, dropped);
    }

    /// <summary>Ends a job at once.</summary>
    public Task CancelAsync(string jobId, CancellationToken cancellationToken) =>
        http.AskAsync(HttpMethod.Patch, $"/jobs/{jobId}?mode=cancel", null, cancellationToken);

    /// <summary>Takes a savepoint and, when asked, ends the job with it.</summary>
    /// <returns>The savepoint's path.</returns>
    /// <exception cref="FlinkException">It failed, or took longer than allowed.</exception>
    public async Task<string> SavepointAsync(
        string jobId, bool thenStop, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var trigger = await http.AskAsync(
            HttpMethod.Post,
            $"/jobs/{jobId}/{(thenStop ? "stop" : "savepoints")}",
            new Dictionary<string, bool> { [thenStop ? "drain" : "cancel-job"] = false },
            cancellationToken);
        var path = $"/jobs/{jobId}/savepoints/{Text(trigger, "request-id")}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            while (true)
            {
                var answer = await GetAsync(path, limit.Token);
                if (Text(answer.GetProperty("status"), "id") == "COMPLETED")
                {
                    var operation = answer.GetProperty("operation");
                    return operation.TryGetProperty("failure-cause", out var cause)
                        && cause.ValueKind == JsonValueKind.Object
                            ? throw new FlinkException(
                                $"The savepoint failed: {RootCause.OfTrace(Text(cause, "stack-trace"))}")
                            : Text(operation, "location");
                }

                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FlinkException($"The savepoint of job {jobId} took longer than {timeout.TotalSeconds:0} s.", e);
        }
    }

    // A chain's name begins with its source: "Source: yellow_taxi$wire[1] -> Calc[2] -> …".
    private static string? SourceTable(string vertex)
    {
        const string Prefix = "Source: ";
        if (!vertex.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = vertex.IndexOf('[', StringComparison.Ordinal);
        return end < 0 ? vertex[Prefix.Length..] : vertex[Prefix.Length..end];
    }

    private async Task<FlinkSourceProgress> SourceAsync(
        string jobId, string id, string table, JsonElement vertex, CancellationToken cancellationToken)
    {
        var metrics = vertex.GetProperty("metrics");
        var records = metrics.TryGetProperty("write-records", out var written) ? written.GetInt64() : 0;
        // The REST answer "watermarks" is of what comes in, and nothing comes into a source. Of the chained operators
        // only the source itself counts: the next one lets watermarks pass by whole batches, or takes the clock's time.
        var watermarks = await MetricsAsync(jobId, id, SourceOperator, WatermarkMetric, "min", cancellationToken);
        // The smallest number there is stands for none yet; the greatest for the end of a finite stream.
        return new FlinkSourceProgress(
            table,
            records,
            watermarks.Count > 0 && Math.Abs(watermarks.Min()) < MaxTimeMilliseconds
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)watermarks.Min())
                : null);
    }

    private async Task<IEnumerable<long>> DroppedLateAsync(
        string jobId, string id, CancellationToken cancellationToken)
    {
        var values = await MetricsAsync(jobId, id, "", LateMetric, "sum", cancellationToken);
        return values.Select(value => (long)value);
    }

    private async Task<IReadOnlyList<double>> MetricsAsync(
        string jobId,
        string id,
        string operatorPrefix,
        string metricName,
        string aggregation,
        CancellationToken cancellationToken)
    {
        var path = $"/jobs/{jobId}/vertices/{id}/subtasks/metrics";
        var known = await GetAsync(path, cancellationToken);
        // A name is the operator's and the metric's: "GlobalWindowAggregate[13].numLateRecordsDropped".
        var names = known.EnumerateArray()
            .Select(metric => Text(metric, "id"))
            .Where(metric => metric.StartsWith(operatorPrefix, StringComparison.Ordinal)
                && metric.EndsWith(metricName, StringComparison.Ordinal))
            .ToList();
        if (names.Count == 0)
        {
            return [];
        }

        var values = await GetAsync(
            $"{path}?agg={aggregation}&get={Uri.EscapeDataString(string.Join(',', names))}", cancellationToken);
        return [.. values.EnumerateArray().Select(metric => metric.GetProperty(aggregation).GetDouble())];
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        http.AskAsync(HttpMethod.Get, path, null, cancellationToken);

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static DateTimeOffset Time(JsonElement element, string name) =>
        DateTimeOffset.FromUnixTimeMilliseconds(element.GetProperty(name).GetInt64());
}
