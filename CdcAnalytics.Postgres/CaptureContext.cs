using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Replication;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Postgres;

/// <summary>What every phase of capture works with.</summary>
/// <param name="Options">How to read.</param>
/// <param name="Tables">The captured tables, in the pipeline's order.</param>
/// <param name="DataSource">For short statements.</param>
/// <param name="BulkConnectionString">For statements that take long: without pool and command timeout.</param>
/// <param name="Types">How types are sent.</param>
/// <param name="Acknowledged">What the results durably cover.</param>
/// <param name="TimeProvider">The clock of timers and retries.</param>
/// <param name="Logger">Where to report.</param>
internal sealed record CaptureContext(
    PostgresChangeSourceOptions Options,
    IReadOnlyList<CapturedTable> Tables,
    NpgsqlDataSource DataSource,
    string BulkConnectionString,
    TypeCatalog Types,
    AcknowledgedPosition Acknowledged,
    TimeProvider TimeProvider,
    ILogger Logger)
{
    /// <summary>The captured tables as the pipeline declares them.</summary>
    public IReadOnlyList<SourceTable> Plans { get; } = [.. Tables.Select(table => table.Plan)];

    /// <summary>Whether a batch has grown so large that it should end at the next transaction's end.</summary>
    public bool IsFull(Engine.Changes.ChangeBatch batch) =>
        batch.Events.Count >= Options.MaxBatchRows || batch.WireBytes >= Options.MaxBatchBytes;

    /// <summary>Whether a batch has grown so large that it ends even inside a transaction.</summary>
    public bool IsOverfull(Engine.Changes.ChangeBatch batch) =>
        batch.Events.Count >= 2L * Options.MaxBatchRows || batch.WireBytes >= 2 * Options.MaxBatchBytes;
}
