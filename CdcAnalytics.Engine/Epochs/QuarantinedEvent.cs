using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Epochs;

/// <summary>A change that could not be processed as it is, kept with its reason.</summary>
/// <param name="Table">
/// Which of the pipeline's source tables, by position; null when a result row failed, not a change.
/// </param>
/// <param name="Query">The query that could not take it; null when no query could.</param>
/// <param name="Operation">What happened to the row; null for a result row.</param>
/// <param name="RowKey">The primary key's (for a result row: the group's) values as text, comma separated.</param>
/// <param name="Reason">Why, naming the column or expression and the value.</param>
/// <param name="RowJson">The columns known, a JSON object.</param>
/// <param name="CommitLsn">Where its transaction's commit record lies; null for a result row.</param>
public sealed record QuarantinedEvent(
    int? Table,
    string? Query,
    ChangeOperation? Operation,
    string RowKey,
    string Reason,
    string RowJson,
    Lsn? CommitLsn);
