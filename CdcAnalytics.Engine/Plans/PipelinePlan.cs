namespace CdcAnalytics.Engine.Plans;

/// <summary>Everything a pipeline computes.</summary>
/// <param name="Sources">The captured tables; plans and batches name them by position.</param>
/// <param name="Queries">The queries, each into its own result table.</param>
/// <param name="Fingerprint">
/// A digest of all that decides the meaning of stored state (tables, columns, queries); state under another fingerprint
/// is not read.
/// </param>
public sealed record PipelinePlan(
    IReadOnlyList<SourceTable> Sources, IReadOnlyList<QueryPlan> Queries, string Fingerprint);
