using CdcAnalytics.Flink.Generation;

namespace CdcAnalytics.Flink.Gateway;

/// <summary>
/// A session that knows the pipeline's tables already, so that a job lost is submitted again at once. Opened anew when
/// the gateway was restarted. For one caller at a time.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="settings">The session's settings.</param>
/// <param name="tables">What is declared in it.</param>
internal sealed class WarmSession(
    SqlGatewayClient gateway, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> tables)
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SubmitTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    private string? _session;

    /// <summary>Opens the session when there is none, or keeps it alive.</summary>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        if (_session is { } known)
        {
            try
            {
                await gateway.KeepAliveAsync(known, cancellationToken);
                return known;
            }
            catch (FlinkException)
            {
                _session = null;
            }
        }

        var session = await gateway.OpenSessionAsync(settings, cancellationToken);
        try
        {
            foreach (var table in tables)
            {
                await gateway.ExecuteAsync(session, table, StatementTimeout, cancellationToken);
            }
        }
        catch
        {
            await GiveUpAsync(session);
            throw;
        }

        _session = session;
        return session;
    }

    /// <summary>Submits the job.</summary>
    /// <param name="statement">The statement that is the job.</param>
    /// <param name="jobId">The id it is to have: 32 hexadecimal digits.</param>
    /// <param name="resumeFrom">A checkpoint or savepoint; null to begin anew.</param>
    /// <param name="cancellationToken">Ends the wait; the job may be submitted all the same.</param>
    /// <exception cref="FlinkException">It was not submitted, or not under this id.</exception>
    public async Task SubmitAsync(
        string statement, string jobId, string? resumeFrom, CancellationToken cancellationToken)
    {
        const string Recovery = "execution.state-recovery.path";
        var session = await EnsureAsync(cancellationToken);
        try
        {
            await SetAsync(session, "$internal.pipeline.job-id", jobId, cancellationToken);
            await SetAsync(session, Recovery, resumeFrom, cancellationToken);
            var result = await gateway.ExecuteAsync(session, statement, SubmitTimeout, cancellationToken);
            var id = result.JobId ?? (result.Rows is [var row, ..] && row.Fields is [{ } job, ..] ? job : null);
            if (id != jobId)
            {
                throw new FlinkException($"The SQL gateway submitted the job as {id ?? "nothing"}, not as {jobId}.");
            }
        }
        catch
        {
            await GiveUpAsync(session);
            throw;
        }
    }

    // A session runs its statements in turn: one that hangs would hold up the next, and may submit a job after all.
    // Closing the session ends it.
    private async Task GiveUpAsync(string session)
    {
        _session = null;
        using var limit = new CancellationTokenSource(CloseTimeout);
        try
        {
            await gateway.CloseSessionAsync(session, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or FlinkException or OperationCanceledException)
        {
            // The gateway is away, or forgets it by itself after ten minutes; what was thrown first says why.
        }
    }

    private Task<GatewayResult> SetAsync(
        string session, string setting, string? value, CancellationToken cancellationToken) => gateway.ExecuteAsync(
            session,
            value is null ? $"RESET '{setting}'" : $"SET '{setting}' = {FlinkName.Text(value)}",
            StatementTimeout,
            cancellationToken);
}
