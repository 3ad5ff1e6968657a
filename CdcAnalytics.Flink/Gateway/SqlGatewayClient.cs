using System.Text.Json;

namespace CdcAnalytics.Flink.Gateway;

/// <summary>
/// Flink's SQL gateway over its REST interface, version 2
/// (nightlies.apache.org/flink/flink-docs-release-2.2/docs/dev/table/sql-gateway/rest/). Safe for several threads.
/// </summary>
/// <param name="http">Has the gateway's address; its time-out bounds each request.</param>
public sealed class SqlGatewayClient(HttpClient http)
{
    private const string Version = "/v2";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Opens a session; the gateway forgets it after ten minutes without a question.</summary>
    /// <param name="settings">The session's settings, by Flink's own names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session's handle.</returns>
    public async Task<string> OpenSessionAsync(
        IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var answer = await http.AskAsync(
            HttpMethod.Post, $"{Version}/sessions", new { properties = settings }, cancellationToken);
        return answer.GetProperty("sessionHandle").GetString()
            ?? throw new FlinkException("The SQL gateway opened a session without a handle.");
    }

    /// <summary>Keeps a session alive.</summary>
    /// <exception cref="FlinkException">The gateway does not know the session.</exception>
    public Task KeepAliveAsync(string session, CancellationToken cancellationToken) =>
        http.AskAsync(HttpMethod.Post, $"{Version}/sessions/{session}/heartbeat", new { }, cancellationToken);

    /// <summary>Closes a session and what runs in it; jobs submitted go on.</summary>
    public Task CloseSessionAsync(string session, CancellationToken cancellationToken) =>
        http.AskAsync(HttpMethod.Delete, $"{Version}/sessions/{session}", null, cancellationToken);

    /// <summary>Starts a statement.</summary>
    /// <returns>The operation's handle.</returns>
    public async Task<string> StartAsync(string session, string statement, CancellationToken cancellationToken)
    {
        var answer = await http.AskAsync(
            HttpMethod.Post, $"{Version}/sessions/{session}/statements", new { statement }, cancellationToken);
        return answer.GetProperty("operationHandle").GetString()
            ?? throw new FlinkException("The SQL gateway started a statement without a handle.");
    }

    /// <summary>Where a statement's first page is.</summary>
    public static string FirstPage(string session, string operation) =>
        $"{Version}/sessions/{session}/operations/{operation}/result/0?rowFormat=JSON";

    /// <summary>Reads one page; <see cref="GatewayPage.IsReady"/> says whether to ask again for the same.</summary>
    /// <exception cref="FlinkException">The statement failed.</exception>
    public async Task<GatewayPage> ReadPageAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await http.AskAsync(HttpMethod.Get, path, null, cancellationToken);
        var kind = answer.GetProperty("resultType").GetString();
        var next = answer.TryGetProperty("nextResultUri", out var uri) ? uri.GetString() : null;
        if (kind == "NOT_READY")
        {
            return new GatewayPage(IsReady: false, [], [], null, next ?? path);
        }

        var results = answer.GetProperty("results");
        return new GatewayPage(
            IsReady: true,
            [.. results.GetProperty("columns").EnumerateArray().Select(Column)],
            [.. results.GetProperty("data").EnumerateArray().Select(Row)],
            answer.TryGetProperty("jobID", out var job) ? job.GetString() : null,
            kind == "EOS" ? null : next);
    }

    /// <summary>Ends a statement that is running, and the job of a query.</summary>
    public Task CancelAsync(string session, string operation, CancellationToken cancellationToken) => http.AskAsync(
        HttpMethod.Post, $"{Version}/sessions/{session}/operations/{operation}/cancel", new { }, cancellationToken);

    /// <summary>Forgets a statement's result.</summary>
    public Task CloseAsync(string session, string operation, CancellationToken cancellationToken) => http.AskAsync(
        HttpMethod.Delete, $"{Version}/sessions/{session}/operations/{operation}/close", null, cancellationToken);

    /// <summary>Runs a statement to its end and gives all its rows.</summary>
    /// <exception cref="FlinkException">The statement failed, or took longer than allowed.</exception>
    public async Task<GatewayResult> ExecuteAsync(
        string session, string statement, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var operation = await StartAsync(session, statement, limit.Token);
            IReadOnlyList<GatewayColumn> columns = [];
            var rows = new List<GatewayRow>();
            string? job = null;
            for (var path = FirstPage(session, operation); path is not null;)
            {
                var page = await ReadPageAsync(path, limit.Token);
                path = page.NextPath;
                if (!page.IsReady)
                {
                    await Task.Delay(PollInterval, limit.Token);
                    continue;
                }

                columns = page.Columns.Count > 0 ? page.Columns : columns;
                rows.AddRange(page.Rows);
                job = page.JobId ?? job;
            }

            await CloseAsync(session, operation, limit.Token);
            return new GatewayResult(columns, rows, job);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FlinkException(
                $"The SQL gateway did not finish within {timeout.TotalSeconds:0} s: "
                + $"{statement.Split('\n')[0]}", e);
        }
    }

    private static GatewayColumn Column(JsonElement column) => new(
        column.GetProperty("name").GetString() ?? "",
        column.TryGetProperty("logicalType", out var type) && type.TryGetProperty("type", out var name)
            ? name.GetString() ?? ""
            : "");

    private static GatewayRow Row(JsonElement row) => new(
        row.GetProperty("kind").GetString() ?? "INSERT",
        [
            .. row.GetProperty("fields").EnumerateArray().Select(field =>
                field.ValueKind == JsonValueKind.Null ? null : field.ToString()),
        ]);
}
