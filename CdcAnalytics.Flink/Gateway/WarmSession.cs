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
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SubmitTimeout = TimeSpan.FromSeconds(180);

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
        foreach (var table in tables)
        {
            await gateway.ExecuteAsync(session, table, StatementTimeout, cancellationToken);
        }

        _session = session;
        return session;
    }

    /// <summary>Runs the statement set.</summary>
    /// <param name="statementSet">The set.</param>
    /// <param name="resumeFrom">A checkpoint or savepoint; null to begin anew.</param>
    /// <param name="cancellationToken">Ends the wait; a job may be submitted all the same.</param>
    /// <returns>The job's id.</returns>
    public async Task<string> SubmitAsync(
        string statementSet, string? resumeFrom, CancellationToken cancellationToken)
    {
        const string Recovery = "execution.state-recovery.path";
        var session = await EnsureAsync(cancellationToken);
        await gateway.ExecuteAsync(
            session,
            resumeFrom is null
                ? $"RESET '{Recovery}'"
                : $"SET '{Recovery}' = {FlinkName.Text(resumeFrom)}",
            StatementTimeout,
            cancellationToken);
        var result = await gateway.ExecuteAsync(session, statementSet, SubmitTimeout, cancellationToken);
        return result.JobId
            ?? (result.Rows is [var row, ..] && row.Fields is [{ } job, ..]
                ? job
                : throw new FlinkException("The SQL gateway submitted a job without an id."));
    }
}
