using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Changes;

/// <summary>
/// A captured change whose values do not fit the declared columns (an infinite timestamp, a numeric NaN, more digits
/// than declared): it is quarantined and takes part in no query.
/// </summary>
/// <param name="Table">Which of the pipeline's source tables, by position.</param>
/// <param name="Operation">What happened.</param>
/// <param name="RowKey">The primary key's values as text, comma separated.</param>
/// <param name="Reason">What does not fit and what was expected, naming the column.</param>
/// <param name="RowJson">The row as far as it was read, a JSON object.</param>
/// <param name="CommitLsn">Where its transaction's commit record lies.</param>
public sealed record UnreadableChange(
    int Table, ChangeOperation Operation, string RowKey, string Reason, string RowJson, Lsn CommitLsn);
