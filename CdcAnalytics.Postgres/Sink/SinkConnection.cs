using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// The sink's one connection: opened when needed, given its limits, and thrown away after any failure, so that no
/// half-done transaction or staging table outlives it. Retries are here and nowhere else.
/// </summary>
internal sealed class SinkConnection : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly ResultSinkOptions _options;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retries;
    private NpgsqlConnection? _connection;

    /// <summary>Opens nothing yet.</summary>
    public SinkConnection(NpgsqlDataSource dataSource, ResultSinkOptions options, ILogger logger)
    {
        _dataSource = dataSource;
        _options = options;
        _logger = logger;
        _retries = CreateRetries(options, logger);
    }

    /// <summary>Does the work on an open connection, again after a transient failure, up to the limit.</summary>
    public async Task<T> UseAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        await _retries.ExecuteAsync(async token => await AttemptAsync(work, token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private static ResiliencePipeline CreateRetries(ResultSinkOptions options, ILogger logger)
    {
        if (options.MaxRetries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        return new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception)),
                OnRetry = arguments =>
                {
                    SinkTelemetry.Retries.Add(1);
                    SinkLog.Retrying(
                        logger, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>
    /// Whether the same may succeed later: the connection broke, the server restarts, a lock was not free.
    /// </summary>
    private static bool IsTransient(Exception? exception) => exception switch
    {
        // The server was told to stop, or terminated this session; a restart follows, or it was only us.
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => true,
        NpgsqlException npgsql => npgsql.IsTransient,
        _ => false,
    };

    private async Task<T> AttemptAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var isDone = false;
        try
        {
            _connection ??= await OpenAsync(cancellationToken);
            var result = await work(_connection, cancellationToken);
            isDone = true;
            return result;
        }
        finally
        {
            if (!isDone)
            {
                await DisposeAsync();
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        var isReady = false;
        try
        {
            // For the session, not SET LOCAL: a small epoch is a single implicit transaction, and the connection is
            // ours. synchronous_commit must not be off: the slot is acknowledged after the commit, so a commit that a
            // crash of the server forgets would lose those changes for good. Off would not make results visible sooner.
            await using var command = new NpgsqlCommand(
                """
                SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false),
                       set_config('client_min_messages', 'warning', false),
                       set_config('search_path', 'pg_catalog', false)
                UNION ALL
                SELECT set_config('synchronous_commit', 'on', false), NULL, NULL, NULL
                WHERE current_setting('synchronous_commit') = 'off'
                """,
                connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Milliseconds(_options.LockTimeout) });
            command.Parameters.Add(
                new NpgsqlParameter<string> { TypedValue = Milliseconds(_options.StatementTimeout) });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                SinkLog.SynchronousCommitTurnedOn(_logger);
            }

            isReady = true;
            return connection;
        }
        finally
        {
            if (!isReady)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
