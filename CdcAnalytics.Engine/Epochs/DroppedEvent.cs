using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Epochs;

/// <summary>A late event that a final query could not take, since its window was closed.</summary>
/// <param name="Table">Which of the pipeline's source tables, by position.</param>
/// <param name="Query">The final query's result table.</param>
/// <param name="Operation">What happened to the row.</param>
/// <param name="RowKey">The primary key's values as text, comma separated.</param>
/// <param name="EventTime">When it happened.</param>
/// <param name="Watermark">The watermark when it arrived.</param>
/// <param name="WindowEnd">The exclusive end of the window that was closed.</param>
/// <param name="RowJson">The columns the pipeline reads, a JSON object.</param>
/// <param name="CommitLsn">Where its transaction's commit record lies.</param>
public sealed record DroppedEvent(
    int Table,
    string Query,
    ChangeOperation Operation,
    string RowKey,
    EventTime EventTime,
    EventTime Watermark,
    EventTime WindowEnd,
    string RowJson,
    Lsn CommitLsn);
