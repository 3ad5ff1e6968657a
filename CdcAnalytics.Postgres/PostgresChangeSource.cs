using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Postgres;

/// <summary>
/// Committed changes of a Postgres database: first a consistent snapshot of the tables, then every transaction after it,
/// in log order, through our own replication slot and publication.
/// </summary>
public sealed class PostgresChangeSource : IChangeSource
{
    /// <summary>
    /// Checks the server, makes publication and slot when reading begins for the first time, and opens the source.
    /// </summary>
    /// <param name="options">How to read.</param>
    /// <param name="tables">The captured tables; batches name them by position.</param>
    /// <param name="resumeFrom">The checkpoint's position; null begins with a new slot and a snapshot.</param>
    /// <param name="timeProvider">Clock of timers and retries; never of events.</param>
    /// <param name="logger">Where to report.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="Preflight.PreflightException">Something must be mended first; all findings at once.</exception>
    /// <exception cref="Slots.ResynchronisationRequiredException">
    /// The slot was lost (<see cref="Slots.SlotLostException"/>) or the publication changed since the checkpoint.
    /// </exception>
    /// <exception cref="Slots.SlotInUseException">Another connection holds the slot.</exception>
    public static Task<PostgresChangeSource> OpenAsync(
        PostgresChangeSourceOptions options,
        IReadOnlyList<SourceTable> tables,
        SourcePosition? resumeFrom,
        TimeProvider timeProvider,
        ILogger<PostgresChangeSource> logger,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>
    /// Drops the slot and opens the source at a new snapshot. The engine must begin a resynchronisation first: every row
    /// still there is read again.
    /// </summary>
    public static Task<PostgresChangeSource> ResynchroniseAsync(
        PostgresChangeSourceOptions options,
        IReadOnlyList<SourceTable> tables,
        TimeProvider timeProvider,
        ILogger<PostgresChangeSource> logger,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    /// <exception cref="Slots.ResynchronisationRequiredException">The rest of the log cannot be read.</exception>
    /// <exception cref="Replication.IncompatibleRelationException">A table was changed so that it no longer fits.</exception>
    public ValueTask<bool> ReadAsync(ChangeBatch batch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition position, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
