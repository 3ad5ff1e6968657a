using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Writes epochs into Postgres, each in one transaction: result tables in schema <c>analytics</c>, everything else in
/// schema <c>cdc</c>. It keeps one connection for itself. One caller at a time.
/// </summary>
public sealed class PostgresResultSink : IResultSink
{
    /// <summary>The channel each commit notifies, with the epoch's number as payload.</summary>
    public const string NotificationChannel = "cdc_analytics";

    private PostgresResultSink()
    {
    }

    /// <summary>
    /// Creates what is missing in the database, never dropping anything, and checks that what is there belongs to this plan.
    /// </summary>
    /// <exception cref="PipelineChangedException">The stored state is of another plan.</exception>
    /// <exception cref="ResultTableConflictException">A result table's name is taken by something else.</exception>
    public static Task<PostgresResultSink> OpenAsync(
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        ResultSinkOptions options,
        ILogger logger,
        CancellationToken cancellationToken) => throw new NotSupportedException("Not yet.");

    /// <summary>
    /// Starts the pipeline over: drops its state, ledger, dropped and quarantined events and checkpoint, and empties its
    /// result tables (those of another shape, or no longer in the plan, are dropped), all in one transaction. The capture's
    /// own tables and slot are not touched: start those over too.
    /// </summary>
    public static Task RebuildAsync(
        NpgsqlDataSource dataSource,
        PipelinePlan plan,
        ResultSinkOptions options,
        ILogger logger,
        CancellationToken cancellationToken) => throw new NotSupportedException("Not yet.");

    /// <inheritdoc/>
    public ValueTask<Checkpoint?> LoadAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("Not yet.");

    /// <inheritdoc/>
    public ValueTask CommitAsync(Epoch epoch, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Not yet.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException("Not yet.");
}
